//! CSS selectors, as far as a start tag and the tags around it decide them.
//!
//! There is no tree: whether an element fits is known when it begins. So the
//! selectors here say what an element is and what it stands in; what stands
//! beside it or inside it is refused when the selector is read.

use html5ever::tokenizer::Tag;

use super::tags::attribute;

/// `div.story > p, #content p`: what an element and those around it must be, step by step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Selector {
    steps: Vec<Step>,
}

/// One element on the way to the one that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Step {
    compound: Compound,
    /// It stands in the one before, and in nothing between.
    child: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Compound {
    name: Option<String>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Test {
    Id(String),
    Class(String),
    Attribute { name: String, how: How, value: String },
    Not(Vec<Compound>),
}

/// How the value of an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    There,
    Is,
    Word,
    Dash,
    Start,
    End,
    In,
}

/// How far along a selector the tags that are open have come, a bit a step.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Reached {
    /// The steps that end at this element.
    here: u32,
    /// Those that end at it or at one around it.
    around: u32,
}

/// So many bits has [`Reached`].
const STEPS: usize = 32;

impl Selector {
    /// Reads a list of selectors with commas between them.
    pub(crate) fn read(text: &str) -> Result<Vec<Selector>, String> {
        let mut reader = Reader { rest: text.trim() };
        let mut found = vec![reader.selector()?];
        while reader.eat(',') {
            found.push(reader.selector()?);
        }
        match reader.rest.chars().next() {
            Some(ch) => Err(reader.unknown(ch)),
            None => Ok(found),
        }
    }

    /// Goes on from what the element around has reached; true when the element that begins with `tag` is meant.
    pub(super) fn step(&self, tag: &Tag, outer: Reached) -> (Reached, bool) {
        let mut here = 0;
        for (n, step) in self.steps.iter().enumerate() {
            let before = if step.child { outer.here } else { outer.around };
            let open = n == 0 || before >> (n - 1) & 1 == 1;
            here |= u32::from(open && step.compound.is(tag)) << n;
        }
        let meant = here >> (self.steps.len() - 1) & 1 == 1;
        (Reached { here, around: outer.around | here }, meant)
    }
}

impl Compound {
    fn is(&self, tag: &Tag) -> bool {
        self.name.as_ref().is_none_or(|name| **name == *tag.name)
            && self.tests.iter().all(|test| test.holds(tag))
    }
}

impl Test {
    fn holds(&self, tag: &Tag) -> bool {
        let words = |value: &str, word: &str| value.split_ascii_whitespace().any(|w| w == word);
        match self {
            Test::Id(id) => attribute(tag, "id") == Some(id),
            Test::Class(class) => attribute(tag, "class").is_some_and(|value| words(value, class)),
            Test::Not(others) => !others.iter().any(|other| other.is(tag)),
            Test::Attribute { name, how, value } => attribute(tag, name).is_some_and(|had| {
                // Nothing begins with nothing, says the standard.
                let some = !value.is_empty();
                match how {
                    How::There => true,
                    How::Is => had == value,
                    How::Word => words(had, value),
                    How::Dash => had
                        .strip_prefix(value.as_str())
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('-')),
                    How::Start => some && had.starts_with(value.as_str()),
                    How::End => some && had.ends_with(value.as_str()),
                    How::In => some && had.contains(value.as_str()),
                }
            }),
        }
    }
}

struct Reader<'t> {
    rest: &'t str,
}

impl<'t> Reader<'t> {
    fn selector(&mut self) -> Result<Selector, String> {
        self.blanks();
        let mut steps = vec![Step { compound: self.compound()?, child: false }];
        loop {
            let spaced = self.blanks();
            let child = self.eat('>');
            let inside = spaced && self.rest.starts_with(begins);
            if !(child || inside) {
                break;
            }
            self.blanks();
            steps.push(Step { compound: self.compound()?, child });
        }
        match steps.len() {
            ..=STEPS => Ok(Selector { steps }),
            many => Err(format!("{many} steps are too many; {STEPS} are enough")),
        }
    }

    fn compound(&mut self) -> Result<Compound, String> {
        let mut found = Compound::default();
        let any = self.eat('*');
        if !any {
            found.name = self.word().map(str::to_ascii_lowercase);
        }
        loop {
            let test = match self.rest.chars().next() {
                Some('#') => Test::Id(self.named("an id", '#')?.to_owned()),
                Some('.') => Test::Class(self.named("a class", '.')?.to_owned()),
                Some('[') => self.attribute()?,
                Some(':') => self.not()?,
                Some(ch) if !any && found == Compound::default() => return Err(self.unknown(ch)),
                None if !any && found == Compound::default() => {
                    return Err("it ends where an element should be named".to_owned());
                }
                _ => return Ok(found),
            };
            found.tests.push(test);
        }
    }

    fn attribute(&mut self) -> Result<Test, String> {
        let name = self.named("an attribute", '[')?.to_ascii_lowercase();
        self.blanks();
        let how = match self.rest.chars().next() {
            Some(']') => How::There,
            Some('=') => How::Is,
            Some('~') => How::Word,
            Some('|') => How::Dash,
            Some('^') => How::Start,
            Some('$') => How::End,
            Some('*') => How::In,
            _ => return Err(format!("'[{name}' has no ']'")),
        };
        let mut value = String::new();
        if how != How::There {
            if how != How::Is {
                self.rest = &self.rest[1..];
            }
            if !self.eat('=') {
                return Err(format!("'[{name}' has no '=' behind its mark"));
            }
            self.blanks();
            value = self.value(&name)?;
            self.blanks();
        }
        if !self.eat(']') {
            return Err(format!("'[{name}' has no ']'"));
        }
        Ok(Test::Attribute { name, how, value })
    }

    fn value(&mut self, name: &str) -> Result<String, String> {
        let quote = self.rest.chars().next().filter(|ch| matches!(ch, '"' | '\''));
        let Some(quote) = quote else {
            let word = self.word().ok_or_else(|| format!("'[{name}' is compared with nothing"))?;
            return Ok(word.to_owned());
        };
        let (value, rest) = self.rest[1..]
            .split_once(quote)
            .ok_or_else(|| format!("the value of '[{name}' has no second {quote}"))?;
        self.rest = rest;
        Ok(value.to_owned())
    }

    /// `:not(…)`, with elements that stand by themselves in it.
    fn not(&mut self) -> Result<Test, String> {
        const KNOWN: &str = "only :not(…) is known of what begins with a colon: \
                             what stands beside an element, or inside it, is not known when it begins";
        let rest = self.rest.strip_prefix(":not(").ok_or(KNOWN)?;
        self.rest = rest;
        let mut others = Vec::new();
        loop {
            self.blanks();
            others.push(self.compound()?);
            self.blanks();
            if self.eat(')') {
                return Ok(Test::Not(others));
            }
            if !self.eat(',') {
                return Err("':not(' has no ')' behind an element that stands by itself".to_owned());
            }
        }
    }

    /// The name behind `mark`.
    fn named(&mut self, what: &str, mark: char) -> Result<&'t str, String> {
        self.eat(mark);
        self.blanks();
        self.word().ok_or_else(|| format!("'{mark}' without the name of {what}"))
    }

    fn word(&mut self) -> Option<&'t str> {
        let named =
            |ch: char| ch.is_ascii_alphanumeric() || matches!(ch, '-' | '_') || !ch.is_ascii();
        let end = self.rest.find(|ch| !named(ch)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        (!word.is_empty()).then_some(word)
    }

    /// True when there were some.
    fn blanks(&mut self) -> bool {
        let rest = self.rest.trim_start();
        let some = rest.len() < self.rest.len();
        self.rest = rest;
        some
    }

    fn eat(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn unknown(&self, ch: char) -> String {
        match ch {
            '+' | '~' => {
                format!("'{ch}' asks for what stands beside an element; only ' ' and '>' are known")
            }
            _ => format!("'{ch}' cannot stand there: '{}'", self.rest),
        }
    }
}

/// What a compound begins with.
fn begins(ch: char) -> bool {
    ch.is_ascii_alphabetic() || matches!(ch, '*' | '.' | '#' | '[' | ':') || !ch.is_ascii()
}

#[cfg(test)]
mod tests {
    use html5ever::{
        Attribute, LocalName, QualName, ns,
        tokenizer::{Tag, TagKind},
    };

    use super::*;

    fn tag(name: &str, attributes: &[(&str, &str)]) -> Tag {
        let attribute = |(name, value): &(&str, &str)| Attribute {
            name: QualName::new(None, ns!(), LocalName::from(*name)),
            value: (*value).into(),
        };
        Tag {
            kind: TagKind::StartTag,
            name: name.into(),
            self_closing: false,
            attrs: attributes.iter().map(attribute).collect(),
            had_duplicate_attributes: false,
        }
    }

    /// True when the last of `tags`, each in the one before, is meant.
    fn meant(selector: &str, tags: &[Tag]) -> bool {
        Selector::read(selector).unwrap().iter().any(|selector| {
            let mut outer = (Reached::default(), false);
            for tag in tags {
                outer = selector.step(tag, outer.0);
            }
            outer.1
        })
    }

    #[test]
    fn elements_are_found_by_what_they_are() {
        let p =
            [tag("p", &[("class", "lead big"), ("id", "first"), ("lang", "zh-Hant"), ("v", "")])];
        for selector in [
            "p",
            "P",
            "*",
            ".lead",
            ".big.lead",
            "p#first",
            "[lang]",
            "[LANG|=zh]",
            "[lang^=zh]",
            "[lang$='Hant']",
            "[lang*=\"-H\"]",
            "[class~=big]",
            "p:not(.small, div)",
            "div, p",
            " p.lead ",
            "*.lead",
            "[v='']",
            "[ lang = zh-Hant ]",
        ] {
            assert!(meant(selector, &p), "{selector}");
        }
        for selector in
            ["div", ".le", "#lead", "[lang|=z]", "[class=big]", "p:not(.lead)", "[v^='']", "p p"]
        {
            assert!(!meant(selector, &p), "{selector}");
        }
    }

    #[test]
    fn elements_are_found_by_what_they_stand_in() {
        let tags =
            [tag("div", &[("id", "content")]), tag("section", &[]), tag("p", &[("class", "lead")])];
        for selector in ["div p", "#content .lead", "div > section > p", "div>section p", "* p"] {
            assert!(meant(selector, &tags), "{selector}");
        }
        for selector in ["div > p", "p p", "section div p", "#content > .lead", "div section"] {
            assert!(!meant(selector, &tags), "{selector}");
        }
    }

    #[test]
    fn what_is_not_known_is_said() {
        for (selector, why) in [
            ("", "ends where"),
            ("div >", "ends where"),
            ("div,", "ends where"),
            ("p:first-child", "only :not"),
            ("p::before", "only :not"),
            ("h1 + p", "beside"),
            ("h1 ~ p", "beside"),
            ("div..lead", "'.' without the name of a class"),
            ("p[lang", "has no ']'"),
            ("p[lang=", "compared with nothing"),
            ("p[lang='zh]", "no second"),
            ("p:not(div p)", "stands by itself"),
            ("p)", "')' cannot stand there"),
            ("//div", "'/' cannot stand there"),
        ] {
            let error = Selector::read(selector).unwrap_err();
            assert!(error.contains(why), "{selector}: {error}");
        }
        assert!(Selector::read(&"p ".repeat(40)).is_err());
    }
}
