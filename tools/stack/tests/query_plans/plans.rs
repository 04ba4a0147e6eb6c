//! The plans of a statement, and of all statements inside the functions that it calls.

use anyhow::{Context, Result};
use futures_util::StreamExt as _;
use futures_util::stream::poll_fn;
use serde_json::Value;
use store::statements::Statement;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio_postgres::{AsyncMessage, Client, Config, NoTls, SimpleQueryMessage};
use tollgate_stack::database::DatabaseUrl;

/// Every plan is sent as a notice, as JSON.
const EXPLAIN_EVERYTHING: &str = "
    LOAD 'auto_explain';
    SET auto_explain.log_min_duration = 0;
    SET auto_explain.log_nested_statements = on;
    SET auto_explain.log_level = notice;
    SET auto_explain.log_format = json;
    SET client_min_messages = notice;";

/// Makes statements and takes them back.
pub struct Explainer {
    client: Client,
    notices: UnboundedReceiver<String>,
}

/// What became of a statement.
pub struct Explained {
    /// The text that it returned.
    pub answer: String,
    plans: Vec<Value>,
}

impl Explainer {
    pub async fn connect(database: &DatabaseUrl) -> Result<Self> {
        let config: Config = database.as_str().parse()?;
        let url = url::Url::parse(database.as_str())?;
        let host = url.host_str().context("no host")?;
        let stream = TcpStream::connect((host, url.port().unwrap_or(5432))).await?;
        let (client, mut connection) = config.connect_raw(stream, NoTls).await?;
        let (sender, notices) = unbounded_channel();
        tokio::spawn(async move {
            let mut messages = poll_fn(move |context| connection.poll_message(context));
            while let Some(Ok(message)) = messages.next().await {
                if let AsyncMessage::Notice(notice) = message {
                    let _nobody_listens = sender.send(notice.message().to_owned());
                }
            }
        });
        client.batch_execute(EXPLAIN_EVERYTHING).await.context("auto_explain is needed")?;
        Ok(Self { client, notices })
    }

    /// With its parameters as SQL has them, in a transaction that is rolled back.
    pub async fn explain(&mut self, statement: &Statement, parameters: &str) -> Result<Explained> {
        let types = statement.parameter_types.join(", ").replace("text_array", "text[]");
        let bracketed = |list: &str| if list.is_empty() { String::new() } else { format!("({list})") };
        let (types, values) = (bracketed(&types), bracketed(parameters));
        while self.notices.try_recv().is_ok() {}
        self.client.batch_execute("BEGIN").await?;
        let prepared = format!("PREPARE explained {types} AS {}; EXECUTE explained {values}", statement.sql);
        let rows = self.client.simple_query(&prepared).await;
        self.client.batch_execute("ROLLBACK; DEALLOCATE ALL").await?;
        let answer = rows?.into_iter().find_map(|message| match message {
            SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
            _ => None,
        });
        let mut plans = Vec::new();
        while let Ok(notice) = self.notices.try_recv() {
            if let Some((_, plan)) = notice.split_once("plan:") {
                plans.push(serde_json::from_str(plan).with_context(|| format!("no plan: {notice}"))?);
            }
        }
        anyhow::ensure!(!plans.is_empty(), "auto_explain told no plan");
        Ok(Explained { answer: answer.context("no answer")?, plans })
    }
}

impl Explained {
    pub fn is_refused(&self) -> bool {
        serde_json::from_str::<Value>(&self.answer).is_ok_and(|answer| answer["outcome"] == "refused")
    }

    /// The tables that were read from end to end, and the statements that did.
    pub fn whole_tables_read(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for plan in &self.plans {
            let query: Vec<&str> =
                plan["Query Text"].as_str().unwrap_or_default().split_whitespace().collect();
            collect_sequential_scans(&plan["Plan"], &query.join(" "), &mut found);
        }
        found
    }
}

fn collect_sequential_scans(node: &Value, query: &str, found: &mut Vec<(String, String)>) {
    if let ("Seq Scan", Some(table)) =
        (node["Node Type"].as_str().unwrap_or_default(), node["Relation Name"].as_str())
    {
        found.push((table.to_owned(), query.to_owned()));
    }
    for child in node["Plans"].as_array().into_iter().flatten() {
        collect_sequential_scans(child, query, found);
    }
}
