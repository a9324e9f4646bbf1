//! Hosts of web addresses: which one a page is from, and which ones a rule is for.

/// The host of a web address, in lower case and without its port.
pub(crate) fn of_url(url: &str) -> Option<String> {
    let (_, rest) = url.split_once("//")?;
    let rest = rest.split(['/', '?', '#']).next().unwrap_or(rest);
    let rest = rest.rsplit('@').next().unwrap_or(rest);
    let host = rest.split(':').next().unwrap_or(rest).trim_end_matches('.');
    is_host(host).then(|| host.to_ascii_lowercase())
}

/// The folder of `path` that has the name of a host, as mirrors of sites do: the last one.
pub(crate) fn of_path(path: &str) -> Option<String> {
    let named = |part: &&str| {
        let (_, last) = part.rsplit_once('.').unwrap_or_default();
        last.len() >= 2 && last.bytes().all(|b| b.is_ascii_alphabetic()) && is_host(part)
    };
    path.rsplit(['/', '\\']).find(named).map(str::to_ascii_lowercase)
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let plain = |ch: char| ch.is_alphanumeric() || matches!(ch, '-' | '_');
        !label.is_empty() && label.chars().all(plain)
    };
    text.split('.').all(label)
}

/// The hosts that something is for, each with those under it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hosts {
    /// None when it is for all.
    names: Option<Vec<String>>,
}

impl Hosts {
    /// `news.pingyuan.example, pingyuan.test`, or `*`.
    pub(crate) fn read(text: &str) -> Result<Hosts, String> {
        if text.trim() == "*" {
            return Ok(Hosts::default());
        }
        let one = |name: &str| {
            let name = name.trim();
            let bare = name.strip_prefix("*.").unwrap_or(name);
            match is_host(bare) {
                true => Ok(bare.to_ascii_lowercase()),
                false => Err(format!("'{name}' is no host; write one as www.example.com")),
            }
        };
        Ok(Hosts { names: Some(text.split(',').map(one).collect::<Result<_, _>>()?) })
    }

    /// True when it is for pages of all hosts.
    pub(crate) fn are_all(&self) -> bool {
        self.names.is_none()
    }

    /// True when it is for pages of `host`.
    pub(crate) fn hold(&self, host: Option<&str>) -> bool {
        let under = |host: &str, name: &str| {
            host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        };
        match (&self.names, host) {
            (None, _) => true,
            (Some(names), Some(host)) => names.iter().any(|name| under(host, name)),
            (Some(_), None) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_of_a_page_is_read_from_addresses_and_folders() {
        for (url, host) in [
            ("https://News.Pingyuan.example:8080/a/b.html?c#d", Some("news.pingyuan.example")),
            ("http://somebody@pingyuan.example", Some("pingyuan.example")),
            ("//pingyuan.example/a", Some("pingyuan.example")),
            ("/a/b.html", None),
            ("pingyuan.example", None),
            ("https://", None),
        ] {
            assert_eq!(of_url(url).as_deref(), host, "{url}");
        }
        for (path, host) in [
            ("crawl/www.Pingyuan.example/2021/03", Some("www.pingyuan.example")),
            ("crawl\\pingyuan.example\\2021.03", Some("pingyuan.example")),
            ("crawl/2021.03.04", None),
            ("../a/./b", None),
            ("", None),
        ] {
            assert_eq!(of_path(path).as_deref(), host, "{path}");
        }
    }

    #[test]
    fn a_host_stands_for_those_under_it() {
        let hosts = Hosts::read("pingyuan.example, *.Hekou.test").unwrap();
        for host in ["pingyuan.example", "www.pingyuan.example", "a.b.hekou.test", "hekou.test"] {
            assert!(hosts.hold(Some(host)), "{host}");
        }
        for host in ["xpingyuan.example", "pingyuan.example.test", "example"] {
            assert!(!hosts.hold(Some(host)), "{host}");
        }
        assert!(!hosts.hold(None) && Hosts::read("*").unwrap().hold(None));
        assert!(Hosts::read("pingyuan/news").is_err() && Hosts::read("a,,b").is_err());
    }
}
