//! Finding text fields in a line of JSON without taking the line apart.
//!
//! serde_json checks the whole line; of what was asked for it only says where
//! it stands, so that everything else can be copied byte for byte.

use std::{fmt, ops::Range, str::FromStr};

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

/// The fields that hold text, if nobody says which.
pub(crate) const USUAL: [&str; 6] = ["text", "content", "raw_content", "内容", "body", "html"];

/// Which fields: a tree of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// Values by key.
    keys: Vec<(String, Fields)>,
    /// Every element of an array.
    each: Option<Box<Fields>>,
    /// This value itself.
    here: bool,
}

impl Fields {
    /// Adds the field called `name`: `text`, `meta.body`, `段落[].内容`.
    pub(crate) fn add(&mut self, name: &str) -> Result<(), String> {
        let wrong = || format!("'{name}' is not a field; write text, meta.body or items[].text");
        let mut node = self;
        for step in name.split('.') {
            let key = step.trim_end_matches("[]");
            if key.contains(['[', ']']) || key.is_empty() && !step.ends_with("[]") {
                return Err(wrong());
            }
            if !key.is_empty() {
                let at = node.keys.iter().position(|(k, _)| k == key).unwrap_or_else(|| {
                    node.keys.push((key.to_owned(), Fields::default()));
                    node.keys.len() - 1
                });
                node = &mut node.keys[at].1;
            }
            for _ in 0..(step.len() - key.len()) / 2 {
                node = node.each.get_or_insert_default();
            }
        }
        node.here = true;
        Ok(())
    }

    /// What of the value under `key`.
    pub(crate) fn key(&self, key: &str) -> Option<&Fields> {
        self.keys.iter().find(|(k, _)| k == key).map(|(_, fields)| fields)
    }

    /// What of every element.
    pub(crate) fn each(&self) -> Option<&Fields> {
        self.each.as_deref()
    }

    /// True when the value itself is meant.
    pub(crate) fn here(&self) -> bool {
        self.here
    }

    /// Where in `line` the strings of these fields stand, quotes included.
    pub(crate) fn find(&self, line: &str) -> Result<Vec<Range<usize>>, serde_json::Error> {
        self.find_those(line, |raw| raw.starts_with('"'))
    }

    /// The first string or number of these fields in `line`.
    pub(crate) fn first<'l>(&self, line: &'l str) -> Option<&'l str> {
        let plain =
            |raw: &str| raw.starts_with(|c: char| c == '"' || c == '-' || c.is_ascii_digit());
        self.find_those(line, plain).ok()?.into_iter().next().map(|at| &line[at])
    }

    fn find_those(
        &self,
        line: &str,
        wanted: fn(&str) -> bool,
    ) -> Result<Vec<Range<usize>>, serde_json::Error> {
        let mut found = Vec::new();
        let mut json = serde_json::Deserializer::from_str(line);
        let search = Search { fields: self, line, wanted, found: &mut found };
        // Straight in: the line itself need not be read twice.
        if line.trim_ascii_start().starts_with('{') {
            json.deserialize_map(search)?;
        } else {
            search.deserialize(&mut json)?;
        }
        json.end()?;
        Ok(found)
    }

    /// The objects in which these fields stand as strings, and what else is in them.
    pub(crate) fn objects(&self, line: &str) -> Vec<Object> {
        let mut found = Vec::new();
        if let Ok(raw) = serde_json::from_str::<&RawValue>(line) {
            self.objects_in(raw.get(), line, &mut found);
        }
        found
    }

    fn objects_in(&self, raw: &str, line: &str, found: &mut Vec<Object>) {
        if raw.starts_with('[') {
            let Some(each) = self.each() else { return };
            let elements: Vec<&RawValue> = serde_json::from_str(raw).unwrap_or_default();
            return elements.iter().for_each(|raw| each.objects_in(raw.get(), line, found));
        }
        let Ok(Members(members)) = serde_json::from_str(raw) else { return };
        let mut object = Object::default();
        for (name, raw) in members {
            let start = raw.get().as_ptr() as usize - line.as_ptr() as usize;
            let at = start..start + raw.get().len();
            let fields = self.key(&name);
            match fields {
                Some(fields) if fields.here && raw.get().starts_with('"') => object.texts.push(at),
                Some(fields) => fields.objects_in(raw.get(), line, found),
                None => object.others.push((name, at)),
            }
        }
        if !object.texts.is_empty() {
            found.push(object);
        }
    }

    /// The first of the [`USUAL`] fields that holds a string in `line`.
    pub(crate) fn discover(line: &str) -> Option<&'static str> {
        USUAL.into_iter().find(|name| {
            Fields::from_str(name)
                .is_ok_and(|fields| fields.find(line).is_ok_and(|found| !found.is_empty()))
        })
    }
}

impl FromStr for Fields {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let mut fields = Fields::default();
        fields.add(name)?;
        Ok(fields)
    }
}

/// True for one whole JSON object.
pub(crate) fn is_object(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

/// An object that holds texts: where in the line they stand, quotes included,
/// and where its other members do, by name.
#[derive(Debug, Default)]
pub(crate) struct Object {
    pub(crate) texts: Vec<Range<usize>>,
    pub(crate) others: Vec<(String, Range<usize>)>,
}

/// The members of an object in their order, each as it stands.
struct Members<'l>(Vec<(String, &'l RawValue)>);

impl<'l> serde::Deserialize<'l> for Members<'l> {
    fn deserialize<D: Deserializer<'l>>(json: D) -> Result<Self, D::Error> {
        json.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'l> Visitor<'l> for MembersVisitor {
    type Value = Members<'l>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<Members<'l>, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Members(members))
    }
}

/// Looks at one value.
struct Search<'a, 'l> {
    fields: &'a Fields,
    line: &'l str,
    wanted: fn(&str) -> bool,
    found: &'a mut Vec<Range<usize>>,
}

impl<'l> DeserializeSeed<'l> for Search<'_, 'l> {
    type Value = ();

    fn deserialize<D: Deserializer<'l>>(self, json: D) -> Result<(), D::Error> {
        // Raw first: numbers that fit no type, and values that are not what the
        // path expects, pass without a word.
        let raw = <&'l RawValue as serde::Deserialize>::deserialize(json)?.get();
        self.value(raw).map_err(serde::de::Error::custom)
    }
}

impl<'l> Search<'_, 'l> {
    fn value(self, raw: &'l str) -> Result<(), serde_json::Error> {
        if self.fields.here && (self.wanted)(raw) {
            let start = raw.as_ptr() as usize - self.line.as_ptr() as usize;
            self.found.push(start..start + raw.len());
            return Ok(());
        }
        let goes_on = raw.starts_with('{') && !self.fields.keys.is_empty()
            || raw.starts_with('[') && self.fields.each.is_some();
        if goes_on {
            serde_json::Deserializer::from_str(raw).deserialize_any(self)?;
        }
        Ok(())
    }
}

impl<'l> Visitor<'l> for Search<'_, 'l> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'l>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(at) = map.next_key_seed(Key(self.fields))? {
            match at {
                Some(at) => map.next_value_seed(Search {
                    fields: &self.fields.keys[at].1,
                    line: self.line,
                    wanted: self.wanted,
                    found: self.found,
                })?,
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'l>>(self, mut seq: A) -> Result<(), A::Error> {
        let Some(fields) = self.fields.each.as_deref() else {
            return Ok(());
        };
        let Search { line, wanted, found, .. } = self;
        while let Some(()) = seq.next_element_seed(Search { fields, line, wanted, found })? {}
        Ok(())
    }
}

/// Which of the keys this one is.
struct Key<'a>(&'a Fields);

impl<'l> DeserializeSeed<'l> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'l>>(self, json: D) -> Result<Option<usize>, D::Error> {
        json.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, key: &str) -> Result<Option<usize>, E> {
        Ok(self.0.keys.iter().position(|(k, _)| k == key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found<'l>(fields: &[&str], line: &'l str) -> Vec<&'l str> {
        let mut tree = Fields::default();
        fields.iter().for_each(|name| tree.add(name).unwrap());
        tree.find(line).unwrap().into_iter().map(|at| &line[at]).collect()
    }

    #[test]
    fn values_are_found_where_they_stand() {
        let line = r#" {"a": 1e999, "text" : "x\n\u4e2d", "b":{"text":"no"}, "text":"y" } "#;
        assert_eq!(found(&["text"], line), [r#""x\n\u4e2d""#, r#""y""#]);
        assert_eq!(found(&["b.text"], line), [r#""no""#]);
        assert_eq!(found(&["none"], line), [""; 0]);
        assert_eq!(found(&["a", "b"], line), [""; 0]);
    }

    #[test]
    fn arrays_are_walked() {
        let line = r#"{"段落":[{"内容":"一"},{"内容":"二","x":[["三"]]},null],"t":["四"]}"#;
        assert_eq!(found(&["段落[].内容"], line), [r#""一""#, r#""二""#]);
        assert_eq!(found(&["t[]", "段落[].x[][]"], line), [r#""三""#, r#""四""#]);
    }

    #[test]
    fn keys_are_compared_unescaped() {
        assert_eq!(found(&["text"], r#"{"te\u0078t":"x"}"#), [r#""x""#]);
    }

    #[test]
    fn a_line_that_is_no_json_is_an_error() {
        let fields = Fields::from_str("text").unwrap();
        for line in ["{", r#"{"text":"x""#, r#"{"text":"x"} y"#, r#"{"text":"\x"}"#, "新闻"] {
            assert!(fields.find(line).is_err(), "{line}");
        }
    }

    #[test]
    fn a_field_name_must_make_sense() {
        for name in ["", "a..b", "a[0]", "[a]", "a[", "."] {
            assert!(Fields::from_str(name).is_err(), "{name}");
        }
    }

    #[test]
    fn the_usual_fields_are_tried_in_order() {
        assert_eq!(Fields::discover(r#"{"content":"x","text":"y"}"#), Some("text"));
        assert_eq!(Fields::discover(r#"{"内容":"x","text":null}"#), Some("内容"));
        assert_eq!(Fields::discover(r#"{"id":"x"}"#), None);
    }
}
