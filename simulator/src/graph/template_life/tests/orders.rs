//! Orders from outside: words, names, hands.

use super::*;

#[test]
fn every_word_of_triggers_about_templates_is_an_order() {
    let words = crate::webhook::fields::FIELDS
        .iter()
        .map(|kind| kind.word)
        .filter(|word| word.starts_with("template."));
    let not_ordered: Vec<&str> = words
        .filter(|word| Ordered::of_word(word).is_none())
        .collect();
    assert_eq!(not_ordered, ["template.locked", "template.components"]);
    assert_eq!(Ordered::of_word("customer.text"), None);
}

#[test]
fn a_template_is_called_by_its_id_or_its_name_and_deleted_on_order() {
    let world = world();
    let id = approved(&world, &parcel("a"));
    assert_eq!(world.template_called("a"), Some(id.clone()));
    assert_eq!(world.template_called(&id), Some(id.clone()));
    assert_eq!(world.template_called("b"), None);
    let (told, _) = order(
        &world,
        at(20),
        &id,
        Ordered::of_word("template.deleted").unwrap(),
    );
    assert_eq!(events(&told), ["DELETED"]);
    assert_eq!(world.template_called("a"), None);
}

#[test]
fn a_template_that_the_settings_paused_is_unpaused_by_hand() {
    let mut paused = Template::utility("5".into(), "a", "pt_BR", "Your {{1}}".into());
    paused.status = TemplateStatus::Paused;
    let world = world_of(vec![paused], TemplateSettings::default());
    assert_eq!(send(&world, at(10), "a", 1).error().0, 132_015);
    let ended = call(&world, at(20), "POST", "5/unpause", &Value::Null);
    assert_eq!(ended.body, json!({ "success": true }));
    assert_eq!(said(&send(&world, at(30), "a", 1)), "accepted");
}
