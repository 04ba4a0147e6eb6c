import { ScrollArea, Tabs } from "@mantine/core";
import { type ReactNode, useEffect, useRef } from "react";

/** The parts of a page, of which the address bar says which is shown. Where they do not fit beside each other they scroll. */
export function TabBar<T extends string>({
  tabs,
  value,
  onChange,
  children,
}: {
  tabs: readonly (readonly [T, string])[];
  value: T;
  onChange: (tab: T) => void;
  /** What the tab that is chosen shows. */
  children: ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab is chosen.
  useEffect(() => {
    // No further than is needed to see the tab.
    list.current?.querySelector("[aria-selected=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [value]);
  return (
    <Tabs value={value} onChange={(tab) => tab !== null && onChange(tab as T)} keepMounted={false}>
      <ScrollArea type="never" scrollbars="x">
        <Tabs.List ref={list} style={{ flexWrap: "nowrap" }}>
          {tabs.map(([tab, label]) => (
            <Tabs.Tab key={tab} value={tab}>
              {label}
            </Tabs.Tab>
          ))}
        </Tabs.List>
      </ScrollArea>
      <Tabs.Panel value={value} pt="md">
        {children}
      </Tabs.Panel>
    </Tabs>
  );
}
