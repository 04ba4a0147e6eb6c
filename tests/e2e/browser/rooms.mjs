/** The files with trials. */
export const ROOMS = ["sign_in", "roles", "every_page", "screenshots", "keyboard", "faults"];
