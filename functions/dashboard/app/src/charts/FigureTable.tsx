import { ScrollArea, Table } from "@mantine/core";
import { named } from "./summary";
import { inFull, type Point, type Series, type Unit } from "./units";

/** The figures of a chart as a table, the newest first, each with all its digits. */
export function FigureTable({
  caption,
  points,
  series,
  unit,
  height,
}: {
  caption: string;
  points: readonly Point[];
  series: readonly Series[];
  unit: Unit;
  /** How high it may become before it scrolls, in pixels. */
  height: number;
}) {
  return (
    <ScrollArea.Autosize
      mah={height + 24}
      type="auto"
      offsetScrollbars="y"
      viewportProps={{ tabIndex: 0, "aria-label": caption, role: "region" }}
    >
      <Table stickyHeader fz="sm" verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{points[0]?.at.length === 7 ? "Month" : "Day (UTC)"}</Table.Th>
            {series.map(({ name, label }) => (
              <Table.Th key={name} scope="col" ta="right">
                {label}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {points.toReversed().map(({ at, figures }) => (
            <Table.Tr key={at}>
              <Table.Th scope="row" fw={400}>
                {named(at)}
              </Table.Th>
              {series.map(({ name }) => (
                <Table.Td key={name} ta="right" className="digits">
                  {inFull(figures[name], unit)}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}
