//! All templates of an account, found by name and language or by id in constant time.
//!
//! It grows and shrinks while the world runs; who may change what, and how many there may be, is judged by the
//! endpoints that change it.

use std::collections::HashMap;

use super::{Template, TemplateStatus};

/// Why a template cannot be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unavailable<'a> {
    /// No template of this name in any language.
    NoName,
    /// The name exists, but not in this language; one it exists in is given.
    NoLanguage(&'a str),
    /// It exists and may not be sent.
    NotApproved(TemplateStatus),
}

/// All templates of a WhatsApp business account.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    /// A removed template leaves its place to a later one.
    places: Vec<Option<Template>>,
    free: Vec<usize>,
    by_name: HashMap<String, HashMap<String, usize>>,
    by_id: HashMap<String, usize>,
}

impl Catalog {
    /// From a list; of two with the same name and language the later wins.
    pub fn new(templates: impl IntoIterator<Item = Template>) -> Catalog {
        let mut catalog = Catalog::default();
        for template in templates {
            catalog.insert(template);
        }
        catalog
    }

    /// Adds a template; gives back the one of the same name and language that it replaces.
    pub fn insert(&mut self, template: Template) -> Option<Template> {
        let replaced = self.remove(&template.name, &template.language);
        let place = self.free.pop().unwrap_or_else(|| {
            self.places.push(None);
            self.places.len() - 1
        });
        self.by_name
            .entry(template.name.clone())
            .or_default()
            .insert(template.language.clone(), place);
        self.by_id.insert(template.id.clone(), place);
        self.places[place] = Some(template);
        replaced
    }

    /// Takes a template out.
    pub fn remove(&mut self, name: &str, language: &str) -> Option<Template> {
        let languages = self.by_name.get_mut(name)?;
        let place = languages.remove(language)?;
        if languages.is_empty() {
            self.by_name.remove(name);
        }
        let removed = self.places[place].take()?;
        if self.by_id.get(&removed.id) == Some(&place) {
            self.by_id.remove(&removed.id);
        }
        self.free.push(place);
        Some(removed)
    }

    /// Takes the template with this id out.
    pub fn remove_by_id(&mut self, id: &str) -> Option<Template> {
        let found = self.by_id(id)?;
        let (name, language) = (found.name.clone(), found.language.clone());
        self.remove(&name, &language)
    }

    /// The template of this name in this language, whatever its status.
    pub fn get(&self, name: &str, language: &str) -> Option<&Template> {
        self.places[*self.by_name.get(name)?.get(language)?].as_ref()
    }

    /// The same, to change it. Its id, name and language must stay as they are: they are how it is found.
    pub fn get_mut(&mut self, name: &str, language: &str) -> Option<&mut Template> {
        self.places[*self.by_name.get(name)?.get(language)?].as_mut()
    }

    /// The template with this id.
    pub fn by_id(&self, id: &str) -> Option<&Template> {
        self.places[*self.by_id.get(id)?].as_ref()
    }

    /// The same, to change it. Its id, name and language must stay as they are: they are how it is found.
    pub fn by_id_mut(&mut self, id: &str) -> Option<&mut Template> {
        self.places[*self.by_id.get(id)?].as_mut()
    }

    /// The template to send.
    ///
    /// # Errors
    /// Why it cannot be sent.
    pub fn sendable(&self, name: &str, language: &str) -> Result<&Template, Unavailable<'_>> {
        let languages = self.by_name.get(name).ok_or(Unavailable::NoName)?;
        let found = languages.get(language);
        let Some(template) = found.and_then(|place| self.places[*place].as_ref()) else {
            let nearest = languages.keys().min().map_or("", String::as_str);
            return Err(Unavailable::NoLanguage(nearest));
        };
        match template.status {
            TemplateStatus::Approved => Ok(template),
            status => Err(Unavailable::NotApproved(status)),
        }
    }

    /// The templates of a name, one a language, sorted by language.
    pub fn named(&self, name: &str) -> Vec<&Template> {
        let places = self.by_name.get(name).into_iter().flat_map(HashMap::values);
        let mut all: Vec<&Template> = places
            .filter_map(|place| self.places[*place].as_ref())
            .collect();
        all.sort_by(|a, b| a.language.cmp(&b.language));
        all
    }

    /// All of them, sorted by name, then language.
    pub fn sorted(&self) -> Vec<&Template> {
        let mut all: Vec<&Template> = self.places.iter().flatten().collect();
        all.sort_by(|a, b| (&a.name, &a.language).cmp(&(&b.name, &b.language)));
        all
    }

    /// All names, sorted.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = self.by_name.keys().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    /// Some names, sorted: the first that came, and no look at all of ten thousand.
    pub fn some_names(&self, most: usize) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::with_capacity(most);
        for template in self.places.iter().flatten() {
            if names.len() >= most {
                break;
            }
            if !names.contains(&&*template.name) {
                names.push(&template.name);
            }
        }
        names.sort_unstable();
        names
    }

    /// How many templates, languages counted.
    pub fn len(&self) -> usize {
        self.places.len() - self.free.len()
    }

    /// True without any.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn template(id: &str, name: &str, language: &str) -> Template {
        Template::utility(id.into(), name, language, "x".into())
    }

    #[test]
    fn a_missing_language_names_one_that_exists() {
        let catalog = Catalog::new([template("1", "a", "pt_BR")]);
        assert_eq!(
            catalog.sendable("a", "de"),
            Err(Unavailable::NoLanguage("pt_BR"))
        );
        assert_eq!(catalog.sendable("b", "de"), Err(Unavailable::NoName));
        assert!(catalog.sendable("a", "pt_BR").is_ok());
    }

    #[test]
    fn a_template_is_found_by_id_until_it_is_removed() {
        let mut catalog = Catalog::new([template("1", "a", "de"), template("2", "a", "en")]);
        assert_eq!(catalog.by_id("2").map(|found| &*found.language), Some("en"));
        assert!(catalog.remove_by_id("1").is_some());
        assert_eq!((catalog.by_id("1"), catalog.get("a", "de")), (None, None));
        assert_eq!(catalog.len(), 1);
        assert!(catalog.remove("a", "en").is_some());
        assert!(catalog.is_empty() && catalog.names().is_empty());
        assert_eq!(catalog.insert(template("3", "b", "de")), None);
        assert_eq!(catalog.sorted().len(), 1);
    }

    #[test]
    fn the_later_of_two_with_the_same_name_and_language_wins() {
        let mut catalog = Catalog::new([template("1", "a", "de")]);
        let replaced = catalog.insert(template("2", "a", "de"));
        assert_eq!(replaced.map(|old| old.id), Some("1".to_owned()));
        assert_eq!((catalog.by_id("1"), catalog.len()), (None, 1));
    }

    #[test]
    fn some_names_are_a_few_of_many_each_once() {
        let many = (0..50).map(|n| template(&n.to_string(), &format!("t{}", n / 2), "de"));
        let both = (50..60).map(|n| template(&n.to_string(), &format!("t{}", n - 50), "en"));
        let catalog = Catalog::new(many.chain(both));
        assert_eq!(catalog.some_names(3), ["t0", "t1", "t2"]);
        assert_eq!(catalog.some_names(100).len(), 25);
    }

    #[test]
    fn a_change_shows_in_the_next_look() {
        let mut catalog = Catalog::new([template("1", "a", "de")]);
        if let Some(found) = catalog.by_id_mut("1") {
            found.status = TemplateStatus::Paused;
        }
        assert_eq!(
            catalog.sendable("a", "de"),
            Err(Unavailable::NotApproved(TemplateStatus::Paused))
        );
    }
}
