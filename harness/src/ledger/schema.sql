-- The ledger of a run: what was done and what was seen, one row a fact, in one SQLite file.
-- Times are microseconds since the start of the run on the monotonic clock, unless the name says otherwise.
-- Rows are only ever added. Expectation comes from what was issued (expectations, notices), never from what came back.

-- The run itself: schema, tool, seed, clock_scale, started_at (RFC 3339), command, scenario (TOML as used),
-- scenario_sha256, quick (words or empty), connector (TOML as used, secrets masked), connector_sha256,
-- connector_name, connector_version, policy (JSON), capabilities (JSON), machine;
-- at a clean end also: closed_at_us, ended_at (RFC 3339), rows (JSON: table -> number of rows written).
CREATE TABLE meta (
  key   TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

-- What the harness decided or noticed: kind is
--   phase         detail {"phase":"load"|"recover"|"confirm"|"drain"|"read"|"judge"}
--   stopped_by    detail {"criterion":"latency"|"errors","rate_per_min":n,"value":x}
--   interrupted   detail {"signal":"SIGINT"}
--   connector     detail {"state":"ready"|"exited"|"unreachable",...}
--   drained       detail {"quiet":true|false,"outstanding":n,"webhooks_pending":n,"notices_pending":n}
--   overflow      detail {"queue":"...","lost":n}      something was not recorded: the run is unknown
--   carrier_asked detail {"carrier","request","numbers","http_status","refused"}   a carrier's query API was asked; refused
--                 is a word such as rate_limited, or empty
--   canary        detail {"ok":true,...}
--   note          detail {"text":"..."}                 shown in the report
CREATE TABLE control (
  id     INTEGER PRIMARY KEY,
  at_us  INTEGER NOT NULL,
  kind   TEXT NOT NULL,
  detail TEXT NOT NULL
);

-- The planned load, in order. kind: settle | hold | confirm (a second hold of the capacity found).
-- A step is a settle and a hold with the same step number.
CREATE TABLE segments (
  id           INTEGER PRIMARY KEY,
  step         INTEGER NOT NULL,
  kind         TEXT NOT NULL,
  rate_per_min REAL NOT NULL,
  starts_us    INTEGER NOT NULL,
  ends_us      INTEGER NOT NULL,
  first_ticket INTEGER NOT NULL
);
-- The engine ended a segment before its end (a ramp that stopped, a signal).
CREATE TABLE cuts (
  segment INTEGER NOT NULL,
  at_us   INTEGER NOT NULL
);

-- Parcels that took part. population keeps cases apart, so that any effect on one is a proof:
--   main | single (one message only) | stale (an older checkpoint arrives after a newer one) | forged | canary
--   | dialogue (its customer writes) | crowd (several parcels of one customer)
CREATE TABLE parcels (
  id              INTEGER PRIMARY KEY,      -- the parcel's index; the tracking number encodes it
  tracking_number TEXT NOT NULL,
  population      TEXT NOT NULL,
  carrier         TEXT NOT NULL,
  country         TEXT NOT NULL,            -- ISO 3166-1 alpha-2
  recipient       TEXT NOT NULL,            -- E.164 digits without '+'
  outcome         TEXT NOT NULL,            -- what the world does with a message: deliver | refuse:<code> | fail:<code>
  phone_number_id TEXT NOT NULL             -- the seller's number that has to send
);

-- The oracle: what has to happen for a parcel's checkpoint. want:
--   message   exactly one accepted message (or a definite permanent refusal)
--   silent    policy says: no message for this checkpoint; or the shop's order that names a parcel's customer where its
--             carrier does not (checkpoint = order, number 14): no message by itself
--   suppress  an older checkpoint after a newer one was notified, policy stale = suppress: no message
--   no_effect forged: nothing may happen
--   capped    beyond the policy's frequency: no message once the customer got as many as it allows
--   opted_out the customer wrote that no more messages are wanted: no message from then on
--   reminder  a second message after the policy's time, unless the customer reacts; checkpoint = reminder
CREATE TABLE expectations (
  id              INTEGER PRIMARY KEY,      -- parcel * 16 + checkpoint's number
  ticket          INTEGER,                  -- the pacer's sequence number; NULL for companions (silent, stale, forged)
  parcel          INTEGER NOT NULL,
  checkpoint      TEXT NOT NULL,
  rank            INTEGER NOT NULL,         -- order within the parcel's life
  want            TEXT NOT NULL,
  template        TEXT,                     -- message only, as are the next two
  language        TEXT,
  params          TEXT,                     -- JSON array of {"component","key","text"}; key = position from 1, or the name
  intended_us     INTEGER NOT NULL
);

-- Notices as issued, written before the first byte is sent. kind: carrier | stimulus.
-- class: valid | duplicate | concurrent (a duplicate on another connection at the same time) | silent | stale | forged
-- variant: '' or the form: for genuine ones escaped-unicode, header-case, trailing-newline; for forged ones the forgery;
--   second-source for a duplicate that another carrier or aggregator reports.
CREATE TABLE notices (
  id          INTEGER PRIMARY KEY,
  expectation INTEGER NOT NULL,
  kind        TEXT NOT NULL,
  source      TEXT NOT NULL,                -- the carrier's or the stimulus's name
  class       TEXT NOT NULL,
  variant     TEXT NOT NULL,
  intended_us INTEGER NOT NULL
);
-- outcome: ack | nack (a complete answer that is no success) | definite_no (nothing reached the connector)
--          | indefinite (time-out or reset after the first byte)
CREATE TABLE notice_attempts (
  notice      INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,             -- 1, 2, ...
  due_us      INTEGER NOT NULL,             -- intended time of this attempt (for attempt 1 = notices.intended_us)
  started_us  INTEGER NOT NULL,
  ended_us    INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  http_status INTEGER,                      -- NULL without an answer
  error       TEXT                          -- in words, NULL for ack
);

-- Sends as the world decided them; the row is committed before the answer leaves.
-- decision: accepted | refused. class of a refusal: permanent | transient | auth (of the catalogue of codes).
CREATE TABLE sends (
  id              INTEGER PRIMARY KEY,
  at_us           INTEGER NOT NULL,         -- request complete
  phone_number_id TEXT NOT NULL,
  kind            TEXT NOT NULL,            -- template | text | ...
  to_number       TEXT NOT NULL,            -- digits after normalisation; as received when it cannot be one
  template        TEXT,
  language        TEXT,
  params          TEXT,                     -- JSON array as in expectations
  callback        TEXT,                     -- biz_opaque_callback_data
  body_hash       INTEGER NOT NULL,
  decision        TEXT NOT NULL,
  refusal_class   TEXT,
  code            INTEGER,                  -- Graph error code of a refusal
  http_status     INTEGER NOT NULL,
  wamid           TEXT,
  expectation     INTEGER,                  -- attributed by callback data, else by tracking number; NULL: by neither
  parcel          INTEGER,                  -- attributed parcel even when no expectation fits
  traced_by       TEXT NOT NULL,            -- callback | parameter | none
  reply_to        TEXT                      -- for free text to a customer: the message id it answers, when known
);
-- An accepted send whose answer may not have reached the connector: the connection closed before the last byte
-- was written, or a fault withheld it. Such a send is in doubt and earns one duplicate credit.
CREATE TABLE answers_lost (
  send  INTEGER NOT NULL,
  at_us INTEGER NOT NULL,
  why   TEXT NOT NULL
);

-- Status updates that the world made. class: genuine | forged (signed wrongly, must have no effect).
CREATE TABLE statuses (
  id     INTEGER PRIMARY KEY,
  send   INTEGER NOT NULL,                  -- sends.id
  status TEXT NOT NULL,                     -- sent | delivered | read | failed
  code   INTEGER,                           -- of failed
  class  TEXT NOT NULL,
  due_us INTEGER NOT NULL
);
-- Customers' messages. class as for statuses. ticket: set when customers drive the load (no carrier webhook).
CREATE TABLE inbound (
  id          INTEGER PRIMARY KEY,
  ticket      INTEGER,
  wamid       TEXT NOT NULL,
  from_number TEXT NOT NULL,
  kind        TEXT NOT NULL,                -- text | button
  body        TEXT NOT NULL,
  class       TEXT NOT NULL,
  intended_us INTEGER NOT NULL
);
-- Webhook posts of Meta's side and what they carried. kind: statuses | inbound.
-- class: genuine | duplicate | forged.  variant: '' or the forgery.
CREATE TABLE webhooks (
  id      INTEGER PRIMARY KEY,
  kind    TEXT NOT NULL,
  class   TEXT NOT NULL,
  variant TEXT NOT NULL,
  items   INTEGER NOT NULL
);
CREATE TABLE webhook_items (
  webhook INTEGER NOT NULL,
  item    INTEGER NOT NULL                  -- statuses.id or inbound.id
);
CREATE TABLE webhook_attempts (
  webhook     INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  started_us  INTEGER NOT NULL,
  ended_us    INTEGER NOT NULL,
  outcome     TEXT NOT NULL,                -- as for notice_attempts; Meta's rule: exactly 200 is ack
  http_status INTEGER,
  error       TEXT
);

-- Read-back of what the connector stored. purpose: final (after the drain) | sample (during the load).
CREATE TABLE reads (
  id       INTEGER PRIMARY KEY,
  purpose  TEXT NOT NULL,
  what     TEXT NOT NULL,                   -- messages | inbound
  at_us    INTEGER NOT NULL,
  ended_us INTEGER NOT NULL,
  ok       INTEGER NOT NULL,
  error    TEXT
);
CREATE TABLE records (
  read            INTEGER NOT NULL,
  wamid           TEXT NOT NULL,
  tracking_number TEXT,                     -- NULL when the connector's records do not hold it
  checkpoint      TEXT,                     -- normalised through the policy; NULL when not held or not known
  to_number       TEXT,
  status          TEXT,                     -- accepted | sent | delivered | read | failed, normalised
  history         TEXT                      -- JSON array of statuses in the order written, when held
);
CREATE TABLE inbound_records (
  read        INTEGER NOT NULL,
  wamid       TEXT NOT NULL,
  from_number TEXT,
  body        TEXT
);
-- From acceptance of a message to its record being readable, on a sample. visible_us NULL: not within the limit.
CREATE TABLE record_visible (
  wamid      TEXT NOT NULL,
  accepted_us INTEGER NOT NULL,
  visible_us INTEGER
);

-- Samples, about one a second. who: connector | harness.
CREATE TABLE resources (
  at_us       INTEGER NOT NULL,
  who         TEXT NOT NULL,
  cpu_percent REAL NOT NULL,                -- 100 = one core
  rss_bytes   INTEGER NOT NULL,
  fds         INTEGER NOT NULL,
  threads     INTEGER NOT NULL
);
-- The harness on itself, about one a second.
CREATE TABLE self_samples (
  at_us            INTEGER NOT NULL,
  queued_tickets   INTEGER NOT NULL,        -- due and waiting for a free slot
  busy_slots       INTEGER NOT NULL,
  slots            INTEGER NOT NULL,
  runtime_stall_us INTEGER NOT NULL,        -- worst oversleep of a 10 ms timer in the second
  ledger_queue     INTEGER NOT NULL,        -- rows waiting for the writer
  machine_cpu_percent REAL NOT NULL         -- whole machine, 100 = all cores busy
);

-- Short messages as the world's SMS gateways decided them, one row a recipient. decision: accepted | refused.
-- refusal_class: permanent | transient. Messages of one request to the gateway share `request`.
CREATE TABLE sms_sends (
  id            INTEGER PRIMARY KEY,
  at_us         INTEGER NOT NULL,
  provider      TEXT NOT NULL,              -- aliyun | twilio
  to_number     TEXT NOT NULL,              -- E.164 digits; as received when it cannot be one
  sender        TEXT NOT NULL,              -- sign name, number or messaging service
  template      TEXT,
  params        TEXT,                       -- JSON array of {"component","key","text"}, as in expectations
  text          TEXT NOT NULL,              -- as the customer reads it
  segments      INTEGER NOT NULL,
  reference     TEXT,                       -- Aliyun's BizId, Twilio's message SID
  out_id        TEXT,
  decision      TEXT NOT NULL,
  refusal_class TEXT,
  code          TEXT,                       -- the provider's code of a refusal
  http_status   INTEGER NOT NULL,
  request       INTEGER NOT NULL,
  expectation   INTEGER,                    -- when parcel and checkpoint could be told
  parcel        INTEGER,
  traced_by     TEXT NOT NULL               -- out_id | parameter | none
);
-- Accepted requests whose answer may not have reached the connector.
CREATE TABLE sms_answers_lost (
  request INTEGER NOT NULL,                 -- sms_sends.request
  at_us   INTEGER NOT NULL,
  why     TEXT NOT NULL
);
-- Short messages from customers. consent: 1 renews it, 0 ends it, NULL says nothing of it.
CREATE TABLE sms_inbound (
  id          INTEGER PRIMARY KEY,
  at_us       INTEGER NOT NULL,
  provider    TEXT NOT NULL,
  from_number TEXT NOT NULL,
  to_number   TEXT NOT NULL,
  body        TEXT NOT NULL,
  consent     INTEGER
);
-- Receipts that the world made for short messages. told: the provider pushes it to the connector.
CREATE TABLE sms_receipts (
  id     INTEGER PRIMARY KEY,
  sms    INTEGER NOT NULL,                  -- sms_sends.id
  status TEXT NOT NULL,                     -- queued | sent | delivered | undelivered | failed | ...
  code   TEXT,
  due_us INTEGER NOT NULL,
  told   INTEGER NOT NULL
);
-- Pushes of the SMS gateways to the connector and how they went. by_status, by_body: what the answer said by its
-- HTTP status and by its body; NULL without an answer, or where the provider does not look.
CREATE TABLE sms_pushes (
  id    INTEGER PRIMARY KEY,
  kind  TEXT NOT NULL,                      -- sms-report | sms-up (Aliyun) | twilio-status | twilio-inbound
  class TEXT NOT NULL,
  items INTEGER NOT NULL
);
CREATE TABLE sms_push_attempts (
  push        INTEGER NOT NULL,
  attempt     INTEGER NOT NULL,
  started_us  INTEGER NOT NULL,
  ended_us    INTEGER NOT NULL,
  outcome     TEXT NOT NULL,
  http_status INTEGER,
  by_status   INTEGER,
  by_body     INTEGER,
  error       TEXT
);
-- Short messages in the connector's records.
CREATE TABLE sms_records (
  read            INTEGER NOT NULL,
  sms             TEXT NOT NULL,            -- the record's id
  tracking_number TEXT,
  checkpoint      TEXT,
  to_number       TEXT,
  status          TEXT
);

-- What a customer's message in a dialogue is, and how the policy says it has to be filed. Written with the message.
CREATE TABLE dialogues (
  inbound    INTEGER PRIMARY KEY,           -- inbound.id
  dialogue   INTEGER NOT NULL,              -- messages of one customer's dialogue share it
  turn       INTEGER NOT NULL,              -- 1, 2, ...
  kind       TEXT NOT NULL,                 -- what the dialogue is about: where_is_it | late | ...
  language   TEXT NOT NULL,                 -- of the phrase book
  local_time TEXT NOT NULL,                 -- at the customer's, RFC 3339 with offset
  tag        TEXT NOT NULL,                 -- expected; a word of thanks in a dialogue is other
  priority   TEXT,                          -- expected; NULL where the policy says nothing
  handover   INTEGER NOT NULL,              -- expected
  answer     INTEGER NOT NULL,              -- the policy promises an answer
  parcel     INTEGER NOT NULL
);
-- Customers' taps on a quick reply of a parcel's message.
CREATE TABLE taps (
  inbound INTEGER PRIMARY KEY,              -- inbound.id
  parcel  INTEGER NOT NULL,
  payload TEXT NOT NULL
);
-- Parcels whose messages call for a reminder, by the reminder's expectation (want: reminder). tap_us: when the customer
-- will tap; NULL: never.
CREATE TABLE reminders (
  expectation INTEGER PRIMARY KEY,
  parcel      INTEGER NOT NULL,
  tap_us      INTEGER
);
-- How the connector filed customers' messages, in its records.
CREATE TABLE inbound_tags (
  read            INTEGER NOT NULL,
  wamid           TEXT NOT NULL,
  tag             TEXT,
  priority        TEXT,
  handover        INTEGER,
  tracking_number TEXT
);
-- Answers to notices whose sender reads the body, and whose HTTP status alone says success.
CREATE TABLE body_acks (
  notice  INTEGER NOT NULL,
  attempt INTEGER NOT NULL,
  by_body INTEGER NOT NULL                  -- whether the body says so, too
);
