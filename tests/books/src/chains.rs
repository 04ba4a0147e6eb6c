//! The chains of hashes, as an owner of the tables could forge them.

use anyhow::Result;
use sqlx::{Executor, PgConnection};

const COMPUTE_ANEW: &str = "
    DO $$
    DECLARE
        v_entry credit_transactions;
        v_link record;
        v_hash bytea := sha256('');
    BEGIN
        FOR v_entry IN SELECT * FROM credit_transactions ORDER BY position LOOP
            UPDATE credit_transactions
                SET entry_hash = chained_hash(previous_ledger_hash(v_entry.team_id, v_entry.position), ledger_entry(v_entry))
                WHERE position = v_entry.position;
        END LOOP;
        FOR v_link IN SELECT position, entry FROM audit_log_chain JOIN admin_audit_log AS entry USING (audit_id)
                ORDER BY position LOOP
            v_hash := chained_hash(v_hash, audit_log_entry(v_link.entry));
            UPDATE audit_log_chain SET entry_hash = v_hash WHERE position = v_link.position;
        END LOOP;
    END $$";

/// Computes both chains anew, after entries were rewritten. Triggers must not be in the way.
///
/// # Errors
/// If the database refuses.
pub async fn compute_anew(connection: &mut PgConnection) -> Result<()> {
    connection.execute(COMPUTE_ANEW).await?;
    Ok(())
}
