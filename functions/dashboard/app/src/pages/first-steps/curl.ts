/** @file A call as a command of a shell. */

/** The command. The key may be a variable of the shell, such as `$TOLLGATE_KEY`. */
export function curlOf(call: { origin: string; alias: string; prompt: string; virtualKey: string }): string {
  const body = JSON.stringify({ model: call.alias, messages: [{ role: "user", content: call.prompt }] });
  return [
    `curl ${call.origin}/v1/chat/completions \\`,
    `  -H "authorization: Bearer ${call.virtualKey}" \\`,
    `  -H 'content-type: application/json' \\`,
    `  -d '${body.replaceAll("'", String.raw`'\''`)}'`,
  ].join("\n");
}
