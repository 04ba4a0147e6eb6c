-- Something that must hold at every moment between two transactions. name: what holds, in a sentence. severity: breach, where the books
-- are wrong if it does not; warning, where they are right and somebody should look. offenders: a query for all violations, one text
-- each: the row and its fault.
CREATE TYPE books_check AS (name text, severity text, offenders text);
