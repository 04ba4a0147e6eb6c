//! Values at the edges of what a schema allows, on both sides. A validator decides whether the schema allows one.

use serde_json::{Map, Value, json};

/// The values that every member of a body is tried with.
fn anything() -> Vec<Value> {
    vec![
        Value::Null,
        json!(7),
        json!("no such word, nowhere"),
        json!(""),
        json!("ä"),
        json!([]),
        json!({}),
        json!(true),
        json!([7]),
    ]
}

/// A schema, with what its references lead to.
#[derive(Clone, Copy)]
pub struct SchemaNode<'a> {
    document: &'a Value,
    schema: &'a Value,
}

impl<'a> SchemaNode<'a> {
    /// A schema of a document; a reference is followed.
    pub fn new(document: &'a Value, schema: &'a Value) -> Self {
        let target = schema["$ref"].as_str().and_then(|reference| document.pointer(&reference[1..]));
        match target {
            Some(target) => Self::new(document, target),
            None => Self { document, schema },
        }
    }

    fn at(self, schema: &'a Value) -> Self {
        Self::new(self.document, schema)
    }

    /// Schemas of which any one does; this one, where there is no such choice.
    fn branches(self) -> Vec<Self> {
        let choice = self.schema.get("anyOf").or_else(|| self.schema.get("oneOf")).and_then(Value::as_array);
        match choice {
            Some(branches) => branches.iter().flat_map(|branch| self.at(branch).branches()).collect(),
            None => vec![self],
        }
    }

    fn has_type(self, name: &str) -> bool {
        match &self.schema["type"] {
            Value::String(kind) => kind == name,
            Value::Array(kinds) => kinds.iter().any(|kind| kind == name),
            _ => false,
        }
    }

    /// Its members, those of the choices that it leaves included.
    pub fn members(self) -> Map<String, Value> {
        let own = self.schema["properties"].as_object().cloned().unwrap_or_default();
        let choices = self.branches().into_iter().filter(|branch| !std::ptr::eq(branch.schema, self.schema));
        choices.fold(own, |mut all, branch| {
            all.extend(branch.members());
            all
        })
    }

    /// A value that fits. Those of different numbers differ, as far as they can.
    pub fn sample(self, number: usize) -> Value {
        let schema = self.schema;
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[number % words.len()].clone();
        }
        if let Some(example) = schema["examples"].get(0) {
            return example.clone();
        }
        let first = self.branches()[0];
        if !std::ptr::eq(first.schema, schema) && !self.has_type("object") {
            return first.sample(number);
        }
        match schema["format"].as_str() {
            Some("uuid") => return json!(format!("00000000-0000-7000-8000-{number:012}")),
            Some("date-time") => return json!("2026-11-24T08:00:00Z"),
            Some("date") => return json!("2026-11-24"),
            Some("email") => return json!("a@b.example"),
            _ => {}
        }
        if self.has_type("integer") || self.has_type("number") {
            let least = schema.get("minimum").and_then(Value::as_i64).unwrap_or(0);
            return json!(least + i64::try_from(number).unwrap_or(0) + 1);
        }
        if self.has_type("string") {
            let least =
                schema["minLength"].as_u64().and_then(|least| usize::try_from(least).ok()).unwrap_or(1);
            return json!(format!("{}{number}", "a".repeat(least)));
        }
        if self.has_type("boolean") {
            return json!(true);
        }
        if self.has_type("array") {
            return json!([self.at(&schema["items"]).sample(number)]);
        }
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let members = schema["properties"].as_object().into_iter().flatten();
        members
            .filter(|(name, _)| required.contains(&name.as_str()))
            .map(|(name, member)| (name.clone(), self.at(member).sample(number)))
            .collect()
    }

    /// Values to try it with, of which `fits` is one that fits.
    pub fn candidates(self, fits: &Value) -> Vec<Value> {
        let mut all = anything();
        for branch in self.branches() {
            all.extend(branch.candidates_of_one(&branch.sample(0)));
        }
        all.extend(self.candidates_of_one(fits));
        all
    }

    fn candidates_of_one(self, fits: &Value) -> Vec<Value> {
        let schema = self.schema;
        let mut all = vec![fits.clone()];
        all.extend(schema["enum"].as_array().into_iter().flatten().cloned());
        for bound in ["minimum", "maximum"].into_iter().filter_map(|bound| schema[bound].as_i64()) {
            all.extend([bound - 1, bound, bound + 1].map(|number| json!(number)));
        }
        if self.has_type("string") {
            if self.has_type("number") {
                all.extend([json!("1.5"), json!("-1"), json!("1e3")]);
            } else {
                all.extend(self.texts(fits));
            }
        }
        if self.has_type("array") {
            let item = self.at(&schema["items"]);
            if let Some(most) = schema["maxItems"].as_u64().and_then(|most| usize::try_from(most).ok()) {
                all.push((0..most).map(|number| item.sample(number)).collect());
                all.push((0..=most).map(|number| item.sample(number)).collect());
            }
            let one = fits.get(0).cloned().unwrap_or_else(|| item.sample(0));
            all.extend(item.candidates(&one).into_iter().map(|item| json!([item])));
        }
        if let Some(object) = fits.as_object() {
            all.extend(self.objects(object));
        }
        all
    }

    /// Texts of the greatest length, and of one more.
    fn texts(self, fits: &Value) -> Vec<Value> {
        let most = self.schema["maxLength"].as_u64().and_then(|most| usize::try_from(most).ok());
        let (Some(most), Some(text)) = (most, fits.as_str()) else { return Vec::new() };
        [most, most + 1]
            .map(|length| json!(format!("{text}{}", "a".repeat(length - text.chars().count()))))
            .to_vec()
    }

    /// The object with one member changed or left out.
    fn objects(self, object: &Map<String, Value>) -> Vec<Value> {
        let mut all = Vec::new();
        for (name, schema) in self.members() {
            let member = SchemaNode::new(self.document, &schema);
            let now = object.get(&name).cloned().unwrap_or_else(|| member.sample(0));
            for candidate in member.candidates(&now) {
                let mut changed = object.clone();
                changed.insert(name.clone(), candidate);
                all.push(Value::Object(changed));
            }
            let mut without = object.clone();
            if without.shift_remove(&name).is_some() {
                all.push(Value::Object(without));
            }
        }
        all
    }
}
