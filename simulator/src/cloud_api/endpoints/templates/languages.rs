//! The languages that a template may be in, with the names that Meta's refusals call them by.
//!
//! Source: Meta, Cloud API, templates, supported languages.

/// Code and name, sorted by code.
pub(super) const ALL: &[(&str, &str)] = &[
    ("af", "Afrikaans"),
    ("ar", "Arabic"),
    ("ar_AE", "Arabic (UAE)"),
    ("ar_EG", "Arabic (EGY)"),
    ("ar_LB", "Arabic (LBN)"),
    ("ar_MA", "Arabic (MAR)"),
    ("ar_QA", "Arabic (QAT)"),
    ("az", "Azerbaijani"),
    ("be_BY", "Belarusian"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bn_IN", "Bengali (IND)"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("da", "Danish"),
    ("de", "German"),
    ("de_AT", "German (AUT)"),
    ("de_CH", "German (CHE)"),
    ("el", "Greek"),
    ("en", "English"),
    ("en_AE", "English (UAE)"),
    ("en_AU", "English (AUS)"),
    ("en_CA", "English (CAN)"),
    ("en_GB", "English (UK)"),
    ("en_GH", "English (GHA)"),
    ("en_IE", "English (IRL)"),
    ("en_IN", "English (IND)"),
    ("en_JM", "English (JAM)"),
    ("en_MY", "English (MYS)"),
    ("en_NZ", "English (NZL)"),
    ("en_QA", "English (QAT)"),
    ("en_SG", "English (SGP)"),
    ("en_UG", "English (UGA)"),
    ("en_US", "English (US)"),
    ("en_ZA", "English (ZAF)"),
    ("es", "Spanish"),
    ("es_AR", "Spanish (ARG)"),
    ("es_CL", "Spanish (CHL)"),
    ("es_CO", "Spanish (COL)"),
    ("es_CR", "Spanish (CRI)"),
    ("es_DO", "Spanish (DOM)"),
    ("es_EC", "Spanish (ECU)"),
    ("es_ES", "Spanish (SPA)"),
    ("es_HN", "Spanish (HND)"),
    ("es_MX", "Spanish (MEX)"),
    ("es_PA", "Spanish (PAN)"),
    ("es_PE", "Spanish (PER)"),
    ("es_UY", "Spanish (URY)"),
    ("et", "Estonian"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fil", "Filipino"),
    ("fr", "French"),
    ("fr_BE", "French (BEL)"),
    ("fr_CA", "French (CAN)"),
    ("fr_CH", "French (CHE)"),
    ("fr_CI", "French (CIV)"),
    ("fr_MA", "French (MAR)"),
    ("ga", "Irish"),
    ("gu", "Gujarati"),
    ("ha", "Hausa"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hr", "Croatian"),
    ("hu", "Hungarian"),
    ("id", "Indonesian"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("kk", "Kazakh"),
    ("kn", "Kannada"),
    ("ko", "Korean"),
    ("ky_KG", "Kyrgyz (Kyrgyzstan)"),
    ("lo", "Lao"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ml", "Malayalam"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("nb", "Norwegian"),
    ("nl", "Dutch"),
    ("nl_BE", "Dutch (BEL)"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("prs_AF", "Dari"),
    ("ps_AF", "Pashto"),
    ("pt_BR", "Portuguese (BR)"),
    ("pt_PT", "Portuguese (POR)"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("rw_RW", "Kinyarwanda"),
    ("si_LK", "Sinhala"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("uz", "Uzbek"),
    ("vi", "Vietnamese"),
    ("zh_CN", "Chinese (CHN)"),
    ("zh_HK", "Chinese (HKG)"),
    ("zh_TW", "Chinese (TAI)"),
    ("zu", "Zulu"),
];

/// The name of a language; None for one that Meta does not know.
pub(super) fn name(code: &str) -> Option<&'static str> {
    let at = ALL.binary_search_by_key(&code, |(known, _)| known).ok()?;
    Some(ALL[at].1)
}

/// All codes.
pub(super) fn codes() -> Vec<&'static str> {
    ALL.iter().map(|(code, _)| *code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_sorted_so_that_each_is_found() {
        assert!(ALL.windows(2).all(|pair| pair[0].0 < pair[1].0));
        assert_eq!(name("pt_BR"), Some("Portuguese (BR)"));
        assert_eq!(name("xx"), None);
    }
}
