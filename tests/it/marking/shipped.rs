//! The shipped rubrics and lexicon as a whole: which requirements have one, and which words share a stem.

use std::collections::{BTreeMap, BTreeSet};

use spof::course::Course;
use spof::requirement::RequirementKind;
use spof::text::words;

use super::{RUBRICS, files, quizzes, read};

#[test]
fn each_requirement_that_is_answered_in_words_has_a_rubric() {
    let course = Course::embedded();
    let asked = course.requirements().iter().filter(|one| one.kind != RequirementKind::Design);
    let asked: BTreeSet<String> = asked.map(|one| one.id.to_string()).collect();
    let have: BTreeSet<String> = RUBRICS.iter().map(|rubric| rubric.id().to_string()).collect();
    assert_eq!(asked, have);
}

#[test]
fn a_rubric_stands_in_the_file_that_is_named_after_it() {
    for (name, text) in files(&quizzes().join("rubrics"), "ron") {
        let id = name.trim_end_matches(".ron");
        assert!(text.contains(&format!("requirement: \"{id}\"")), "{name}");
    }
}

/// Stems that several words of the lexicon share though they are no mere inflections, looked at one by one: they mean
/// the same wherever a phrasing uses them. A word that means something else belongs into `forms`, as its own base.
const REVIEWED: &str = "abnorm access accord activ addit aggreg alloc alter altern arriv attack authent author \
    automat avail awar bare be blind calcul capabl central collect communic compat complex comput concurr confidenti \
    configur confirm congest connect consequ consist consult consum continu convers copi correct custom danger day \
    decrypt defect degrad delay delet depend deplet deploy deriv destroy detect differ direct dispatch display \
    disrupt distribut domainkey duplic dynam edit effici elimin encrypt engin equal equip even except excess exchang \
    exclus execut exhaust expens explicit export eye flexibl fli follow former free function gatekeep genuin \
    guarante hand hard harm high human identifi imagin immedi imperson import imposs inaccess independ inflex inform \
    inject insert insid instal instant insur intens interact intercept interfer interrupt invit isol key limit \
    listen locat lone maintain manag manipul measur memor mere migrat minim modular money most notic numer observ \
    oper optim organiz outsid peek persist person play poor popular possibl power preced prefer prevent previous \
    product propag proper protect provid quick random read readi receiv redund refer regular relat reliabl remov \
    replac replic request requir resili restrict retriev robust rotat say scalabl seamless secur see segreg select \
    separ simultan snif sole special specif spell stay subtract success sudden supervis surveil survey surviv \
    synchron synchronis termin they toler translat unavail understand undesir unexpect unreach use util valid visibl \
    vulner wast way weak";

#[test]
fn words_that_share_a_stem_mean_the_same() {
    let lexicon = read(&quizzes().join("lexicon.ron"));
    let end = lexicon.find("    tasks:").expect("tasks follow the concepts");
    let forms =
        &lexicon[lexicon.find("    forms:").expect("forms")..lexicon.find("    fillers:").expect("fillers")];
    let rubrics: String =
        files(&quizzes().join("rubrics"), "ron").into_iter().map(|(_, text)| text).collect();
    let mut by_stem: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for quoted in [&lexicon[..end], &rubrics].into_iter().flat_map(|text| text.split('"').skip(1).step_by(2))
    {
        if quoted.ends_with('.') {
            continue;
        }
        for word in words::words(quoted) {
            by_stem.entry(word.stem).or_default().insert(word.folded);
        }
    }
    let mut shared = Vec::new();
    for (stem, words) in by_stem {
        let words: Vec<String> =
            words.into_iter().filter(|word| !forms.contains(&format!("\"{word}\":"))).collect();
        let Some(shortest) = words.iter().min_by_key(|word| word.len()) else { continue };
        let root = shortest.trim_end_matches(['e', 'y']);
        let derived = words.iter().any(|word| {
            let tail = word.strip_prefix(root).unwrap_or(word);
            // A doubled consonant belongs to the root: `run`, `running`.
            let tail = tail.trim_start_matches(|letter| root.ends_with(letter));
            !["", "e", "y", "s", "es", "ed", "d", "ing", "ies", "ied", "n", "en", "ee"].contains(&tail)
        });
        if derived && !REVIEWED.split_whitespace().any(|reviewed| reviewed == stem) {
            shared.push(format!("{stem}: {}", words.join(", ")));
        }
    }
    assert!(
        shared.is_empty(),
        "look at these and add the stem to REVIEWED, or a word to `forms`:\n{}",
        shared.join("\n")
    );
}
