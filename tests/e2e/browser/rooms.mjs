/** The files with trials. */
export const ROOMS = ["sign_in", "every_page", "screenshots", "keyboard", "faults"];
