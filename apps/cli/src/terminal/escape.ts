const control = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f\\u202a-\\u202e\\u2066-\\u2069]";
const any = new RegExp(control);
const every = new RegExp(control, "g");

/** A text whose control characters are shown, not obeyed; line ends stay. */
export function escapeControls(text: string): string {
  // Nearly no text has any, and a list of ten thousand specs asks for each.
  if (!any.test(text)) return text;
  return text.replaceAll(every, (found) => `\\x${found.charCodeAt(0).toString(16).padStart(2, "0")}`);
}
