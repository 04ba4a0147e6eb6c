// Whether a key or a password is good, as the API says it.
import { randomBytes } from "node:crypto";
import { ORIGIN } from "./stage.mjs";

/** The status with which a team's request with a virtual key is answered: 401 for a key that does not work. */
export async function statusOfKey(virtualKey, teamId) {
  const headers = { authorization: `Bearer ${virtualKey}` };
  return (await fetch(`${ORIGIN}/api/teams/${teamId}`, { headers })).status;
}

/** The status with which signing in is answered. Each try comes from an address of its own: failed ones are counted by it. */
export async function statusOfPassword(email, password) {
  const address = [10, ...randomBytes(3)].join(".");
  const headers = { "content-type": "application/json", "cf-connecting-ip": address, "x-real-ip": address };
  const body = JSON.stringify({ email, password });
  return (await fetch(`${ORIGIN}/api/admin-users/login`, { method: "POST", headers, body })).status;
}
