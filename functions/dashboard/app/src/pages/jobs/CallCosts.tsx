import { approximately, digits } from "../../api/exact";
import { Unknown, Usd } from "../../figures/Usd";
import { Fact, Facts } from "./Fact";
import type { Call } from "./useJob";

/** What the provider charged for a call and what the client pays, with the prices at the time. */
export function CallCosts({ call }: { call: Call }) {
  const isInDoubt = approximately(call.in_doubt_bound_usd) > 0;
  return (
    <Facts>
      <Fact name="Cost" note="what the provider charged">
        <Usd value={call.provider_cost_usd ?? call.cost_usd} meaning="cost" exact />
      </Fact>
      <Fact name="of it for the input">
        <Usd value={call.input_cost_usd} exact />
      </Fact>
      <Fact name="of it for the output">
        <Usd value={call.output_cost_usd} exact />
      </Fact>
      <Fact name="of it for failed attempts" note="which the client does not pay">
        <Usd value={call.failed_attempts_cost_usd} exact />
      </Fact>
      {isInDoubt && (
        <Fact
          name="In doubt"
          note={
            <>
              what the provider may bill beyond it, at most <Usd value={call.in_doubt_bound_usd} exact />
            </>
          }
        >
          <Usd value={call.in_doubt_usd} exact />
        </Fact>
      )}
      <Fact name="Revenue" note={call.priced_by_job ? "the client pays for the job" : "what the client pays"}>
        <Usd value={call.client_cost_usd} meaning="revenue" exact />
      </Fact>
      <Fact name="Profit">
        <Usd value={call.profit_usd} meaning="profit" exact />
      </Fact>
      <Fact name="Markup">{`${digits(call.cost_markup_percentage)} %`}</Fact>
      <Fact name="Price of input" note="USD per million tokens">
        {call.model_pricing_input === null ? <Unknown /> : <Usd value={call.model_pricing_input} exact />}
      </Fact>
      <Fact name="Price of output" note="USD per million tokens">
        {call.model_pricing_output === null ? <Unknown /> : <Usd value={call.model_pricing_output} exact />}
      </Fact>
    </Facts>
  );
}
