import { ScrollArea, Table, Text } from "@mantine/core";
import type { Schemas } from "../../../api/client";
import type { Exact } from "../../../api/exact";
import { Usd } from "../../../figures/Usd";
import { type Prices, priceRows } from "./priceRows";

/** All prices of a model, with every digit, in USD per million tokens. */
export function PriceTable({
  prices,
  kind = "chat",
  caption = "Prices in USD per million tokens",
}: {
  prices: Prices;
  /** An embedding model has neither a cache nor an output. */
  kind?: Schemas["ModelKind"];
  caption?: string;
}) {
  const rows = priceRows(prices);
  const isChat = kind === "chat";
  return (
    <ScrollArea
      type="auto"
      scrollbars="x"
      offsetScrollbars="present"
      viewportProps={{ tabIndex: 0, role: "region", "aria-label": caption }}
    >
      <Table fz="sm" verticalSpacing={6} captionSide="bottom">
        <Table.Caption ta="left">{caption}</Table.Caption>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">For calls</Table.Th>
            <Table.Th scope="col" ta="right">
              Input
            </Table.Th>
            {isChat && (
              <>
                <Table.Th scope="col" ta="right">
                  Cached input
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Cache write, 5 min
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Cache write, 1 h
                </Table.Th>
                <Table.Th scope="col" ta="right">
                  Output
                </Table.Th>
              </>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row.label}>
              <Table.Th scope="row" fw={500}>
                {row.label}
              </Table.Th>
              <PriceCell value={row.input} />
              {isChat && (
                <>
                  <PriceCell value={row.cachedInput} />
                  <PriceCell value={row.cacheWrite5m} />
                  <PriceCell value={row.cacheWrite1h} />
                  <PriceCell value={row.output} />
                </>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}

function PriceCell({ value }: { value: Exact | null }) {
  return (
    <Table.Td ta="right">
      {value === null ? (
        <Text span size="sm" c="dimmed">
          as input
        </Text>
      ) : (
        <Usd value={value} exact />
      )}
    </Table.Td>
  );
}
