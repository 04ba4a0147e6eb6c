import { Skeleton, UnstyledButton } from "@mantine/core";
import { IconArrowDown, IconArrowsSort, IconArrowUp } from "@tabler/icons-react";
import {
  type ColumnDef,
  createSortedRowModel,
  rowSortingFeature,
  type SortingState,
  sortFn_alphanumeric,
  sortFn_basic,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type ReactNode, useMemo, useState } from "react";
import { Failure } from "../states/Failure";
import classes from "./DataTable.module.css";
import { ListEnd } from "./ListEnd";
import type { List } from "./useList";

const features = tableFeatures({
  rowSortingFeature,
  sortedRowModel: createSortedRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
});

/** A column of a table. */
export type Column<T> = {
  /** Its heading. */
  header: string;
  /** What a row shows. */
  cell: (row: T) => ReactNode;
  /** By what rows are ordered, where the reader may order by this column. */
  sortBy?: (row: T) => string | number | null;
  /** The API's name of the order, where the API orders the list. */
  sortKey?: string;
  /** Numbers stand at the right. */
  align?: "right";
  /** Its width: `8rem`. */
  width?: string;
};

/** The order of a list that the API orders. */
export type ServerSort = {
  by: string | undefined;
  descending: boolean;
  onChange: (by: string, descending: boolean) => void;
};

/**
 * A list as a table: a card for each row where the screen is narrow. Lists that the API orders pass `sort`; others are ordered
 * here, among what is loaded.
 */
export function DataTable<T extends object>({
  caption,
  columns,
  list,
  rowKey,
  empty,
  sort,
  totals,
  withEnd = true,
}: {
  /** What the table shows, for those who cannot see it. */
  caption: string;
  columns: readonly Column<T>[];
  list: List<T>;
  rowKey: (row: T) => string;
  /** What is said where the list has no entries. */
  empty: ReactNode;
  sort?: ServerSort;
  /** What all rows add up to, where that is known: it stands below them, with a word in place of the first column. */
  totals?: { label: string; row: T };
  /** Whether it says below how many rows there are; not where that changes all the time and is said elsewhere. */
  withEnd?: boolean;
}) {
  const [own, setOwn] = useState<SortingState>([]);
  const definitions = useMemo(() => columns.map((column, index) => define(column, index)), [columns]);
  const table = useTable({
    features,
    columns: definitions,
    data: list.items ?? NOTHING,
    getRowId: rowKey,
    state: { sorting: own },
    onSortingChange: setOwn,
    manualSorting: sort !== undefined,
  });
  if (list.error !== null && list.items === undefined) return <Failure error={list.error} retry={list.reload} />;
  // A search that finds little can have an empty page before the next one.
  if (list.items?.length === 0 && list.more === null) return <>{empty}</>;
  const orderOf = (column: Column<T>, index: number): Order => {
    if (sort !== undefined && column.sortKey !== undefined) {
      const active = sort.by === column.sortKey;
      const flip = () => sort.onChange(column.sortKey ?? "", active ? !sort.descending : column.align === "right");
      return { direction: active ? (sort.descending ? "descending" : "ascending") : "none", flip };
    }
    if (sort !== undefined || column.sortBy === undefined) return null;
    const found = own.find(({ id }) => id === String(index));
    const flip = () => setOwn([{ id: String(index), desc: found ? !found.desc : column.align === "right" }]);
    return { direction: found ? (found.desc ? "descending" : "ascending") : "none", flip };
  };
  return (
    <>
      {/* The roles stay where styles turn rows into cards. */}
      {/* biome-ignore-start lint/a11y/noRedundantRoles: see above. */}
      {/* biome-ignore-start lint/a11y/useSemanticElements: see above. */}
      <table className={classes.table} role="table" aria-busy={list.items === undefined}>
        <caption className={classes.caption}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((column, index) => (
              <Heading key={column.header} column={column} order={orderOf(column, index)} />
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {list.items === undefined
            ? PLACES.map((place) => (
                <tr key={place} role="row">
                  {columns.map((column) => (
                    <td key={column.header} role="cell">
                      <Skeleton height={18} my={3} />
                    </td>
                  ))}
                </tr>
              ))
            : table.getRowModel().rows.map((row) => (
                <tr key={row.id} role="row">
                  {columns.map((column) => (
                    <td key={column.header} role="cell" data-label={column.header} data-align={column.align}>
                      {column.cell(row.original)}
                    </td>
                  ))}
                </tr>
              ))}
        </tbody>
        {totals !== undefined && (
          <tfoot role="rowgroup">
            <tr role="row">
              {columns.map((column, index) => (
                <td key={column.header} role="cell" data-label={column.header} data-align={column.align}>
                  {index === 0 ? totals.label : column.cell(totals.row)}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
      {/* biome-ignore-end lint/a11y/useSemanticElements: see above. */}
      {/* biome-ignore-end lint/a11y/noRedundantRoles: see above. */}
      {withEnd && <ListEnd list={list} />}
    </>
  );
}

const NOTHING: never[] = [];
const PLACES = [0, 1, 2, 3, 4, 5];

type Order = { direction: "ascending" | "descending" | "none"; flip: () => void } | null;

function define<T extends object>(column: Column<T>, index: number): ColumnDef<typeof features, T> {
  return {
    id: String(index),
    accessorFn: (row: T) => column.sortBy?.(row) ?? null,
    sortFn: "basic",
    sortUndefined: "last",
  } as ColumnDef<typeof features, T>;
}

function Heading<T>({ column, order }: { column: Column<T>; order: Order }) {
  const style = column.width === undefined ? undefined : { width: column.width };
  if (order === null) {
    return (
      <th scope="col" data-align={column.align} style={style}>
        {column.header}
      </th>
    );
  }
  const Icon =
    order.direction === "none" ? IconArrowsSort : order.direction === "descending" ? IconArrowDown : IconArrowUp;
  return (
    <th scope="col" data-align={column.align} style={style} aria-sort={order.direction}>
      <UnstyledButton className={classes.sort} onClick={order.flip}>
        {column.header}
        <Icon aria-hidden size={14} />
      </UnstyledButton>
    </th>
  );
}
