import { findHalt, findStartable, findStopReason, workOne, type Loop } from "./dispatch.ts";

/**
 * Works specs one after the other. The next one starts when the record of the one before is settled and its lock released,
 * and whether it is ready is read anew from disk then.
 */
export const runChain: Loop = async (dispatch, ledger) => {
  for (;;) {
    const { set, ready } = await findStartable(dispatch, ledger);
    const [entry] = ready;
    if (entry === undefined) return findHalt(dispatch, ledger);
    const stopped = await findStopReason(dispatch, ledger);
    if (stopped !== undefined) return stopped;
    await workOne(dispatch, ledger, { set, entry });
  }
};
