/** @file Clients by their `User-Agent`, in words. A guess to recognise one's own devices by, nothing else. */

/** Browsers by the sign that only they send, those that pass for others first. */
const BROWSERS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, "Edge"],
  [/\bOPR\/(\d+)/, "Opera"],
  [/\bSamsungBrowser\/(\d+)/, "Samsung Internet"],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, "Firefox"],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, "Chrome"],
  [/\bVersion\/(\d+)[^ ]* (?:Mobile\/\S+ )?Safari\//, "Safari"],
];

const SYSTEMS: readonly (readonly [sign: RegExp, name: string])[] = [
  [/\biPhone\b/, "iPhone"],
  [/\biPad\b/, "iPad"],
  [/\bAndroid\b/, "Android"],
  [/\bCrOS\b/, "ChromeOS"],
  [/\bWindows\b/, "Windows"],
  [/\bMac OS X\b|\bMacintosh\b/, "macOS"],
  [/\bLinux\b/, "Linux"],
];

/** `Firefox 141 on Linux`; other clients by their name: `curl 8.5.0`. */
export function clientInWords(userAgent: string | null): string {
  if (userAgent === null || userAgent.trim() === "") return "A client that does not say what it is";
  const system = SYSTEMS.find(([sign]) => sign.test(userAgent))?.[1];
  for (const [sign, name] of BROWSERS) {
    const version = sign.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}${system === undefined ? "" : ` on ${system}`}`;
  }
  const [product = userAgent] = userAgent.trim().split(/\s+/);
  return product.replace("/", " ").slice(0, 60);
}
