//! The words of `shared/api` are those of the database.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use api::postgres_enums;
use tollgate_books::database::Database;

#[tokio::test]
async fn every_enum_of_the_database_is_mirrored_by_one_set_of_words_with_the_same_labels_in_order()
-> Result<()> {
    let database = Database::start("words").await?;
    let in_database: Vec<(String, Vec<String>)> = sqlx::query_as(
        "SELECT typname::text, array_agg(enumlabel::text ORDER BY enumsortorder)
         FROM pg_enum JOIN pg_type ON pg_type.oid = enumtypid GROUP BY pg_type.oid ORDER BY typname",
    )
    .fetch_all(&mut database.connect().await?)
    .await?;
    let in_database: BTreeMap<String, Vec<String>> = in_database.into_iter().collect();
    let mut unmirrored = in_database.clone();
    let mut trouble = Vec::new();
    for mirror in postgres_enums::all() {
        let (name, words) = (mirror.name, mirror.words);
        match (unmirrored.remove(name), in_database.get(name)) {
            (Some(labels), _) if labels == mirror.labels => {}
            (Some(labels), _) => {
                trouble.push(format!("{words} has {:?}, and {name} has {labels:?}", mirror.labels));
            }
            (None, Some(_)) => trouble.push(format!("{words} is not the only one that mirrors {name}")),
            (None, None) => trouble.push(format!("{words} mirrors {name}, which the database does not have")),
        }
    }
    trouble.extend(unmirrored.keys().map(|name| format!("no set of words mirrors {name}")));
    ensure!(!in_database.is_empty(), "the database has no enums");
    ensure!(trouble.is_empty(), "{}", trouble.join("\n"));
    Ok(())
}
