-- On what terms a call is admitted: its job, with its budget terms (not yet written if this is its first call); the job's plan,
-- a null row for none; the percentage on top of what the provider charges; and whether the job is charged when it is completed.
CREATE TYPE admission_terms AS (
    job jobs,
    plan pricing_plans,
    markup_percentage numeric,
    charged_on_completion boolean
);
