/** @file The look: colours that mean one thing each, and contrasts that WCAG 2.2 AA asks for. */

import {
  type CSSVariablesResolver,
  createTheme,
  Drawer,
  type MantineColorsTuple,
  Menu,
  Modal,
  Notification,
} from "@mantine/core";

const toll: MantineColorsTuple = [
  "#e6fafc",
  "#d3eff3",
  "#a6dfe8",
  "#75cedb",
  "#4fc0d1",
  "#37b7cb",
  "#1098ad",
  "#0b7285",
  "#0a5f70",
  "#064a58",
];

export const theme = createTheme({
  colors: { toll },
  primaryColor: "toll",
  primaryShade: { light: 7, dark: 7 },
  defaultRadius: "md",
  fontFamily: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif",
  fontFamilyMonospace: "ui-monospace, SFMono-Regular, Menlo, Consolas, monospace",
  headings: { fontWeight: "650" },
  autoContrast: true,
  cursorType: "pointer",
  respectReducedMotion: true,
  components: {
    Modal: Modal.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    // An empty place for the focus is no entry of a menu; the first entry has it.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Drawer: Drawer.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
    // Addresses and ids have no place to break at.
    DataList: { styles: { itemValue: { minWidth: 0, overflowWrap: "anywhere" } } },
    Notification: Notification.extend({ defaultProps: { closeButtonProps: { "aria-label": "Close" } } }),
  },
});

/** Variables of our own. `--meaning-…` are used wherever the thing they mean is shown, and for nothing else. */
export const variables: CSSVariablesResolver = (theme) => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": theme.colors.gray[7],
    "--mantine-color-placeholder": theme.colors.gray[7],
    "--mantine-color-anchor": theme.colors.toll?.[7] ?? "#0b7285",
    "--mantine-color-error": theme.colors.red[9],
    // Titles of outlined alerts.
    "--mantine-color-red-outline": theme.colors.red[9],
    "--mantine-color-yellow-outline": "#8a5300",
    "--mantine-color-green-outline": "#1f7a37",
    "--meaning-cost": "#b54708",
    "--meaning-revenue": "#1864ab",
    "--meaning-profit": "#1f7a37",
    "--meaning-loss": "#b42318",
    "--meaning-calls": "#0b7285",
    "--meaning-errors": "#b42318",
    "--meaning-latency": "#6741d9",
    "--meaning-credits": "#862e9c",
  },
  dark: {
    "--mantine-color-dimmed": theme.colors.dark[1],
    "--mantine-color-placeholder": theme.colors.dark[1],
    "--mantine-color-anchor": theme.colors.toll?.[3] ?? "#75cedb",
    "--mantine-color-error": theme.colors.red[3],
    "--mantine-color-red-outline": theme.colors.red[3],
    "--mantine-color-yellow-outline": theme.colors.yellow[3],
    "--meaning-cost": "#ffa94d",
    "--meaning-revenue": "#74c0fc",
    "--meaning-profit": "#69db7c",
    "--meaning-loss": "#ff8787",
    "--meaning-calls": "#75cedb",
    "--meaning-errors": "#ff8787",
    "--meaning-latency": "#b197fc",
    "--meaning-credits": "#e599f7",
  },
});
