export { createServer, serve, type ServerOptions } from "./server.ts";
