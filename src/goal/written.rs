//! How the fields of goals stand in RON: `port: 443` without `Some`, ids as text.

/// A field that may be left out, written without `Some`.
pub(super) mod plain {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::ref_option, reason = "serde hands the field as it is")]
    pub(in crate::goal) fn serialize<T: Serialize, S: Serializer>(
        value: &Option<T>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match value {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_unit(),
        }
    }

    pub(in crate::goal) fn deserialize<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<T>, D::Error> {
        T::deserialize(deserializer).map(Some)
    }
}

/// An id as text.
pub(super) mod id {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::topology::Id;

    pub(in crate::goal) fn serialize<S: Serializer>(id: &Id, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(id.as_str())
    }

    pub(in crate::goal) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = String::deserialize(deserializer)?;
        Id::parse(&text).map_err(D::Error::custom)
    }
}

/// A list of ids as texts.
pub(super) mod ids {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    use crate::topology::Id;

    pub(in crate::goal) fn serialize<S: Serializer>(ids: &[Id], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(ids.iter().map(Id::as_str))
    }

    pub(in crate::goal) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<Id>, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        texts.iter().map(|text| Id::parse(text).map_err(D::Error::custom)).collect()
    }
}
