//! Values between Spin's interface and PostgreSQL: of all its types those that statements of text, numbers, truth
//! values and bytes need.

#![expect(clippy::result_large_err, reason = "errors are of the form that Spin's interface gives them")]

use std::error::Error as StdError;

use bytes::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};

use crate::bindings::spin::postgres::postgres::{Column, DbDataType, DbValue, Error, ParameterValue};

/// A parameter. Of what type it is, the server says.
pub type Value = Box<dyn ToSql + Send + Sync>;

/// The parameters of a statement.
///
/// # Errors
/// For one of a type that is not known here.
pub fn values(params: Vec<ParameterValue>) -> Result<Vec<Value>, Error> {
    params
        .into_iter()
        .map(|param| {
            let value: Value = match param {
                ParameterValue::Boolean(value) => Box::new(value),
                ParameterValue::Int16(value) => Box::new(value),
                ParameterValue::Int32(value) => Box::new(value),
                ParameterValue::Int64(value) => Box::new(value),
                ParameterValue::Floating64(value) => Box::new(value),
                ParameterValue::Str(value) => Box::new(value),
                ParameterValue::Binary(value) => Box::new(value),
                ParameterValue::ArrayStr(value) => Box::new(value),
                ParameterValue::DbNull => Box::new(Null),
                other => return Err(Error::BadParameter(format!("not known to this host: {other:?}"))),
            };
            Ok(value)
        })
        .collect()
}

/// The same as the client takes it.
pub fn borrowed(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values.iter().map(|value| value.as_ref() as &(dyn ToSql + Sync)).collect()
}

/// NULL, of any type.
#[derive(Debug)]
struct Null;

impl ToSql for Null {
    fn to_sql(&self, _: &Type, _: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        Ok(IsNull::Yes)
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

/// What a column is.
pub fn column(column: &tokio_postgres::Column) -> Column {
    let data_type = match *column.type_() {
        Type::BOOL => DbDataType::Boolean,
        Type::INT4 => DbDataType::Int32,
        Type::INT8 => DbDataType::Int64,
        Type::FLOAT8 => DbDataType::Floating64,
        Type::TEXT | Type::VARCHAR => DbDataType::Str,
        Type::BYTEA => DbDataType::Binary,
        ref other => DbDataType::Other(other.name().to_owned()),
    };
    Column { name: column.name().to_owned(), data_type }
}

/// The values of a row.
///
/// # Errors
/// For one of a type that is not known here.
pub fn row(row: &tokio_postgres::Row) -> Result<Vec<DbValue>, Error> {
    (0..row.len()).map(|index| value(row, index)).collect()
}

fn value(row: &tokio_postgres::Row, index: usize) -> Result<DbValue, Error> {
    let read = match *row.columns()[index].type_() {
        Type::BOOL => row.try_get::<_, Option<bool>>(index).map(|value| value.map(DbValue::Boolean)),
        Type::INT4 => row.try_get::<_, Option<i32>>(index).map(|value| value.map(DbValue::Int32)),
        Type::INT8 => row.try_get::<_, Option<i64>>(index).map(|value| value.map(DbValue::Int64)),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(index).map(|value| value.map(DbValue::Floating64)),
        Type::TEXT | Type::VARCHAR => {
            row.try_get::<_, Option<String>>(index).map(|value| value.map(DbValue::Str))
        }
        Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(index).map(|value| value.map(DbValue::Binary)),
        ref other => {
            return Err(Error::ValueConversionFailed(format!("not known to this host: {}", other.name())));
        }
    };
    let value = read.map_err(|error| Error::ValueConversionFailed(error.to_string()))?;
    Ok(value.unwrap_or(DbValue::DbNull))
}
