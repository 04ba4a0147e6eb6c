import { Button, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import classes from "./Comparison.module.css";
import { type Difference, inWords } from "./differences";

/** What was before and after, side by side. What did not change is folded away. */
export function Comparison({
  differences,
  beside,
}: {
  differences: readonly Difference[];
  /** What else the entry says. */
  beside: readonly Difference[];
}) {
  const [showsAll, { toggle }] = useDisclosure();
  const unchanged = differences.filter(({ change }) => change === "same").length;
  const shown = differences.filter(({ change }) => showsAll || change !== "same");
  return (
    <>
      {shown.length > 0 && (
        <table className={classes.table} style={{ marginTop: "0.5rem" }}>
          <thead>
            <tr>
              <th scope="col">Member</th>
              <th scope="col">Before</th>
              <th scope="col">After</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ path, change, before, after }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td className={change === "removed" || change === "changed" ? classes.removed : undefined}>
                  <Value value={before} />
                </td>
                <td className={change === "added" || change === "changed" ? classes.added : undefined}>
                  <Value value={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {unchanged > 0 && (
        <Button size="compact-sm" variant="subtle" mt="xs" onClick={toggle} aria-expanded={showsAll}>
          {showsAll ? "Fold what is unchanged" : `Show ${unchanged} unchanged`}
        </Button>
      )}
      {beside.length > 0 && (
        <table className={classes.table} style={{ marginTop: "0.5rem" }}>
          <thead>
            <tr>
              <th scope="col">Detail</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {beside.map(({ path, after }) => (
              <tr key={path}>
                <th scope="row">{path}</th>
                <td>
                  <Value value={after} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </>
  );
}

function Value({ value }: { value: unknown }) {
  const words = inWords(value);
  return words === null ? <VisuallyHidden>not there</VisuallyHidden> : words;
}
