import { Count } from "../../figures/Count";
import { Fact, Facts } from "./Fact";
import type { Call } from "./useJob";

/** The tokens of a call by kind. */
export function CallTokens({ call }: { call: Call }) {
  return (
    <Facts>
      <Fact name="Input">
        <Count value={call.prompt_tokens} />
      </Fact>
      <Fact name="of it from the cache">
        <Count value={call.cached_input_tokens} />
      </Fact>
      <Fact name="Output">
        <Count value={call.completion_tokens} />
      </Fact>
      <Fact name="of it reasoning">
        <Count value={call.reasoning_tokens} />
      </Fact>
      <Fact name="Input and output" note={call.estimated ? "estimated" : null}>
        <Count value={call.total_tokens} />
      </Fact>
    </Facts>
  );
}
