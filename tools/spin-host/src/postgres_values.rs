//! Values between Spin's interface and PostgreSQL: of all its types those that statements of text, numbers, truth
//! values and bytes need.

#![expect(clippy::result_large_err, reason = "errors are of the form that Spin's interface gives them")]

use tokio_postgres::types::{ToSql, Type};

use crate::bindings::spin::postgres::postgres::{Column, DbDataType, DbValue, Error, ParameterValue};

/// A parameter with the type that it is sent with.
pub type Typed<'a> = (Box<dyn ToSql + Send + Sync + 'a>, Type);

/// The parameters of a statement.
///
/// # Errors
/// For one of a type that is not known here.
pub fn typed(params: &[ParameterValue]) -> Result<Vec<Typed<'_>>, Error> {
    params
        .iter()
        .map(|param| {
            let typed: Typed<'_> = match param {
                ParameterValue::Boolean(value) => (Box::new(value), Type::BOOL),
                ParameterValue::Int16(value) => (Box::new(value), Type::INT2),
                ParameterValue::Int32(value) => (Box::new(value), Type::INT4),
                ParameterValue::Int64(value) => (Box::new(value), Type::INT8),
                ParameterValue::Floating64(value) => (Box::new(value), Type::FLOAT8),
                ParameterValue::Str(value) => (Box::new(value), Type::TEXT),
                ParameterValue::Binary(value) => (Box::new(value), Type::BYTEA),
                ParameterValue::ArrayStr(value) => (Box::new(value), Type::TEXT_ARRAY),
                // The server infers the type.
                ParameterValue::DbNull => (Box::new(None::<&str>), Type::UNKNOWN),
                other => return Err(Error::BadParameter(format!("not known to this host: {other:?}"))),
            };
            Ok(typed)
        })
        .collect()
}

/// The same as the client takes it.
pub fn borrowed<'a>(params: &'a [Typed<'_>]) -> Vec<(&'a (dyn ToSql + Sync), Type)> {
    params.iter().map(|(value, kind)| (value.as_ref() as &(dyn ToSql + Sync), kind.clone())).collect()
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
