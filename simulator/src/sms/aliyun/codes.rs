//! Aliyun's codes: those that refuse a request, and those that receipts carry.
//!
//! Business refusals come with HTTP 200, so a client that looks at the status alone takes them for success. A code's
//! number is for magic recipients only ([`crate::sms::magic`]); a fault ([`crate::sms::settings::SmsFault`]) can make
//! each of them as well.

/// Why a request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AliyunCode {
    /// The word on the wire.
    pub code: &'static str,
    /// `Message`, unless the case has its own.
    pub message: &'static str,
    /// HTTP status.
    pub http: u16,
    /// Its number in magic recipients; 0 where it concerns no recipient.
    pub number: u32,
    /// Whether the same request may succeed later.
    pub transient: bool,
    /// What makes it here, beside magic recipients and faults; empty: nothing.
    pub cause: &'static str,
}

const fn business(
    number: u32,
    code: &'static str,
    message: &'static str,
    transient: bool,
    cause: &'static str,
) -> AliyunCode {
    AliyunCode {
        code,
        message,
        http: 200,
        number,
        transient,
        cause,
    }
}

const fn gateway(
    code: &'static str,
    http: u16,
    transient: bool,
    message: &'static str,
    cause: &'static str,
) -> AliyunCode {
    AliyunCode {
        code,
        message,
        http,
        number: 0,
        transient,
        cause,
    }
}

/// Refusals of the SMS service (Aliyun, SMS, domestic SMS API error codes).
#[rustfmt::skip]
pub const BUSINESS: &[AliyunCode] = &[
    business(40101, "isv.OUT_OF_SERVICE", "业务停机", false, "an account in arrears"),
    business(40102, "isv.PRODUCT_UN_SUBSCRIPT", "未开通云通信产品的阿里云客户", false, "an account without cloud communication"),
    business(40103, "isv.PRODUCT_UNSUBSCRIBE", "产品未开通", false, "an account without SMS"),
    business(40104, "isv.ACCOUNT_NOT_EXISTS", "账户不存在", false, "an unknown account"),
    business(40105, "isv.ACCOUNT_ABNORMAL", "账户异常", false, "an abnormal account"),
    business(40106, "isv.SMS_TEMPLATE_ILLEGAL", "模板不合法(不存在或被拉黑)", false, "a template that is unknown, under review or rejected"),
    business(40107, "isv.SMS_SIGNATURE_ILLEGAL", "签名不合法(不存在或被拉黑)", false, "a sign that is unknown, under review or rejected"),
    business(40108, "isv.INVALID_PARAMETERS", "参数异常", false, "lists of different lengths, a date or page that is none"),
    business(40109, "isv.MOBILE_NUMBER_ILLEGAL", "非法手机号", false, "a number that is none, or that the template's kind does not reach"),
    business(40110, "isv.MOBILE_COUNT_OVER_LIMIT", "手机号码数量超过限制", false, "more than 1,000 numbers, or 100 in a batch"),
    business(40111, "isv.TEMPLATE_MISSING_PARAMETERS", "模板缺少变量", false, "a template's variable without a parameter"),
    business(40112, "isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", true, "limits per recipient"),
    business(40113, "isv.INVALID_JSON_PARAM", "JSON参数不合法，只接受字符串值", false, "parameters that are no JSON object of strings"),
    business(40114, "isv.BLACK_KEY_CONTROL_LIMIT", "黑名单管控", false, "a black word in a parameter"),
    business(40115, "isv.PARAM_LENGTH_LIMIT", "参数超出长度限制", false, "a parameter that is too long or empty; a one-time code of other than 4 to 6 characters"),
    business(40116, "isv.PARAM_NOT_SUPPORT_URL", "不支持URL", false, "an address in a parameter"),
    business(40117, "isv.AMOUNT_NOT_ENOUGH", "账户余额不足", false, "a balance that is used up"),
    business(40118, "isv.DAY_LIMIT_CONTROL", "触发日发送限额", true, "the account's limit for a day"),
    business(40119, "isv.SMS_CONTENT_ILLEGAL", "短信内容包含禁止发送内容", false, "a forbidden word in the text"),
    business(40120, "isp.SYSTEM_ERROR", "系统错误", true, ""),
    business(40121, "isp.RAM_PERMISSION_DENY", "RAM权限不足", false, "a key whose user may not send"),
    business(40122, "isv.DOMESTIC_NUMBER_NOT_SUPPORTED", "国际/港澳台消息模板不支持发送境内号码", false, "a mainland number with a template for abroad"),
    business(40123, "isv.CUSTOMER_REFUSED", "用户已退订推广短信", false, "a promotion to a customer who has opted out"),
    business(40124, "isv.SMS_SIGNATURE_SCENE_ILLEGAL", "签名和模板类型不一致", false, ""),
    business(40125, "isv.SIGN_STATE_ILLEGAL", "签名状态为“不可用”", false, ""),
    business(40126, "isv.SMS_SIGN_ILLEGAL", "签名禁止使用", false, ""),
    business(40127, "isv.EXTEND_CODE_ERROR", "扩展码使用错误，相同的扩展码不可用于多个签名", false, ""),
    business(40128, "isv.ONE_CODE_MULTIPLE_SIGN", "一码多签", false, ""),
    business(40129, "isv.CODE_EXCEED_LIMIT", "自拓扩展码个数已超过上限", false, ""),
    business(40130, "isv.CODE_ERROR", "传入扩展码不可用", false, ""),
    business(40131, "isv.DENY_IP_RANGE", "源IP地址所在的地区被禁用", false, ""),
    business(40132, "isv.MONTH_LIMIT_CONTROL", "触发月发送限额", true, ""),
    business(40133, "isv.TEMPLATE_PARAMS_ILLEGAL", "传入的变量内容和实际申请模板时变量所选择的属性类型不配", false, ""),
    business(40134, "isv.UNSUPPORTED_CONTENT", "不支持的短信内容", false, ""),
    business(40135, "isv.SMS_CONTENT_MISMATCH_TEMPLATE_TYPE", "短信内容和模板属性不匹配", false, ""),
    business(40136, "isv.SMS_TEST_SIGN_TEMPLATE_LIMIT", "测试模板和签名限制", false, ""),
    business(40137, "isv.SMS_TEST_TEMPLATE_PARAMS_ILLEGAL", "测试专用模板中的变量仅支持4~6位纯数字", false, ""),
    business(40138, "isv.SMS_TEST_NUMBER_LIMIT", "只能向已回复授权信息的手机号发送", false, ""),
    business(40139, "isv.SECURITY_FROZEN_ACCOUNT", "该账号长时间未使用，已限制短信发送", false, ""),
    business(40140, "isp.GATEWAY_ERROR", "调用发送应用模块失败", true, ""),
];

/// Refusals of the API gateway in front of it (Aliyun, OpenAPI, common error codes). Their exact texts are unconfirmed.
#[rustfmt::skip]
pub const GATEWAY: &[AliyunCode] = &[
    gateway("SignatureDoesNotMatch", 400, false, "Specified signature is not matched with our calculation.", "a wrong signature"),
    gateway("IncompleteSignature", 400, false, "The request signature does not conform to Aliyun standards.", "a request without a signature, or with another method"),
    gateway("InvalidTimeStamp.Expired", 400, false, "Specified time stamp or date value is expired.", "a time that is off by more than 15 minutes"),
    gateway("InvalidTimeStamp.Format", 400, false, "Specified time stamp or date value is not well formatted.", "a time in another form"),
    gateway("SignatureNonceUsed", 400, false, "Specified signature nonce was used already.", "a nonce that was used before"),
    gateway("InvalidAccessKeyId.NotFound", 404, false, "Specified access key is not found.", "an unknown key"),
    gateway("InvalidAction.NotFound", 404, false, "Specified api is not found, please check your url and method.", "an action that this world does not have"),
    gateway("InvalidVersion", 400, false, "Specified parameter Version is not valid.", "another version than 2017-05-25"),
    gateway("MissingParameter", 400, false, "A parameter is mandatory for this action.", "a parameter that is not there; the code on the wire names it, such as MissingSignName"),
    gateway("UnsupportedHTTPMethod", 400, false, "This http method is not supported.", "anything but GET and POST"),
    gateway("Throttling.User", 400, true, "Request was denied due to user flow control.", "more requests a second than set"),
    gateway("ServiceUnavailable", 503, true, "The request has failed due to a temporary failure of the server.", ""),
];

/// How a message ended, as a receipt says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptCode {
    /// `err_code`.
    pub code: &'static str,
    /// `err_msg`.
    pub message: &'static str,
    /// Its number in magic recipients.
    pub number: u32,
}

/// The receipt of a delivered message.
pub const DELIVERED: ReceiptCode = ReceiptCode {
    code: "DELIVERED",
    message: "用户接收成功",
    number: 40200,
};

const fn receipt(number: u32, code: &'static str, message: &'static str) -> ReceiptCode {
    ReceiptCode {
        code,
        message,
        number,
    }
}

/// Receipts of failures: carriers' own codes, then the words that Aliyun has for groups of them (Aliyun, SMS, receipt error
/// codes). Unconfirmed: carriers differ, and there are many more.
#[rustfmt::skip]
pub const FAILURES: &[ReceiptCode] = &[
    receipt(40201, "UNDELIVERABLE", "短信无法送达"),
    receipt(40202, "UNDELIV", "短信无法送达"),
    receipt(40203, "EXPIRED", "短信超时未送达"),
    receipt(40204, "REJECTED", "运营商拒绝"),
    receipt(40205, "IS_CLOSED", "号码已停机"),
    receipt(40206, "MK:0005", "号码状态异常"),
    receipt(40207, "MB:1077", "短信内容被运营商拦截"),
    receipt(40208, "USER_REJECT", "用户已退订"),
    receipt(40209, "IS_CLOSE", "短信下发时通道被关停"),
    receipt(40210, "MOBILE_NOT_ON_SERVICE", "停机、空号、暂停服务、关机、不在服务区"),
    receipt(40211, "MOBILE_SEND_LIMIT", "单个号码发送超过上限"),
    receipt(40212, "MOBILE_ACCOUNT_ABNORMAL", "用户账户异常、携号转网、欠费等"),
    receipt(40213, "MOBILE_IN_BLACK", "手机号在黑名单"),
    // Aliyun spells it so.
    receipt(40214, "MOBLLE_TERMINAL_ERROR", "手机终端问题"),
    receipt(40215, "CONTENT_KEYWORD", "内容关键字拦截"),
    receipt(40216, "INVALID_NUMBER", "号码状态异常"),
    receipt(40217, "CONTENT_ERROR", "内容无退订"),
    receipt(40218, "SP_NOT_BY_INTER_SMS", "收件人未开通国际短信"),
    receipt(40219, "SP_UNKNOWN_ERROR", "运营商未知错误"),
    receipt(40220, "NO_ROUTE", "当前短信内容无可用通道发送"),
    receipt(40221, "PORT_NOT_REGISTERED", "当前使用端口号尚未完成企业实名制报备流程"),
    receipt(40222, "PARAMS_ILLEGAL", "参数错误"),
];

/// The refusal with this word.
pub fn refusal(code: &str) -> Option<&'static AliyunCode> {
    BUSINESS
        .iter()
        .chain(GATEWAY)
        .find(|known| known.code == code)
}

/// The refusal that a magic recipient wants.
pub(super) fn refusal_numbered(number: u32) -> Option<&'static AliyunCode> {
    BUSINESS.iter().find(|known| known.number == number)
}

/// The failure that a magic recipient wants.
pub(super) fn failure_numbered(number: u32) -> Option<String> {
    let found = FAILURES.iter().find(|known| known.number == number);
    found.map(|known| known.code.to_owned())
}

/// `err_msg` of a receipt's code.
pub(super) fn receipt_message(code: &str) -> &'static str {
    let known = FAILURES.iter().find(|known| known.code == code);
    known.map_or("未知错误", |known| known.message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_stands_for_one_code() {
        let mut numbers: Vec<u32> = BUSINESS.iter().map(|code| code.number).collect();
        numbers.extend(FAILURES.iter().map(|code| code.number));
        numbers.push(DELIVERED.number);
        let all = numbers.len();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), all);
        assert!(numbers.iter().all(|number| number.to_string().len() == 5));
    }
}
