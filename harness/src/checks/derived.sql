-- What the checks look up, derived once from the ledger into SQLite's temporary database.
-- Every table is filled in the order of its key, so building it is sorting and appending. The ledger is not touched.

-- The read-back that counts: the last complete one after the drain.
CREATE TEMP TABLE final_reads AS
  SELECT what, MAX(id) AS id, at_us FROM reads WHERE purpose = 'final' AND ok = 1 GROUP BY what;

-- A notice and what its attempts came to.
CREATE TEMP TABLE tries (
  notice INTEGER PRIMARY KEY, first_started_us INTEGER, ack_us INTEGER, reached INTEGER, answered INTEGER, first_acked INTEGER
);
INSERT INTO tries
  SELECT notice, MIN(started_us), MIN(CASE outcome WHEN 'ack' THEN ended_us END),
         SUM(outcome <> 'definite_no'), SUM(outcome IN ('ack', 'nack')), MAX(attempt = 1 AND outcome = 'ack')
  FROM notice_attempts GROUP BY notice;

-- An expectation and how the connector was told of it. genuine_ack_us: by the notices that oblige it.
CREATE TEMP TABLE stimuli (
  expectation INTEGER PRIMARY KEY, genuine_ack_us INTEGER, ack_us INTEGER, first_started_us INTEGER,
  reached INTEGER, answered INTEGER, first_acked INTEGER
);
INSERT INTO stimuli
  SELECT n.expectation, MIN(CASE WHEN n.class IN ('valid', 'duplicate', 'concurrent') THEN t.ack_us END), MIN(t.ack_us),
         MIN(t.first_started_us), TOTAL(t.reached), TOTAL(t.answered), MAX(n.class = 'valid' AND t.first_acked)
  FROM notices n LEFT JOIN tries t ON t.notice = n.id GROUP BY n.expectation;

-- Parcels whose carrier never names the customer, and when the connector took the shop's order that does: before that
-- it could write to nobody. ack_us NULL: it never took it.
CREATE TEMP TABLE orders (parcel INTEGER PRIMARY KEY, ack_us INTEGER);
INSERT INTO orders
  SELECT e.parcel, s.ack_us FROM expectations e LEFT JOIN stimuli s ON s.expectation = e.id
  WHERE e.checkpoint = 'order' ORDER BY e.parcel;

CREATE TEMP TABLE doubts (send INTEGER PRIMARY KEY);
INSERT INTO doubts SELECT DISTINCT send FROM answers_lost ORDER BY send;

-- An expectation and the sends attributed to it. transient: refusals that are not for good, auth among them.
CREATE TEMP TABLE effects (
  expectation INTEGER PRIMARY KEY, sends INTEGER, accepted INTEGER, first_accepted_us INTEGER, doubts INTEGER,
  permanent INTEGER, first_permanent_us INTEGER, transient INTEGER, last_send_us INTEGER
);
INSERT INTO effects
  SELECT s.expectation, COUNT(*), SUM(s.decision = 'accepted'), MIN(CASE s.decision WHEN 'accepted' THEN s.at_us END),
         COUNT(d.send), SUM(s.decision = 'refused' AND s.refusal_class = 'permanent'),
         MIN(CASE WHEN s.decision = 'refused' AND s.refusal_class = 'permanent' THEN s.at_us END),
         SUM(s.decision = 'refused' AND s.refusal_class IS NOT 'permanent'), MAX(s.at_us)
  FROM sends s LEFT JOIN doubts d ON d.send = s.id WHERE s.expectation IS NOT NULL GROUP BY s.expectation;

-- The three together: one row an expectation.
CREATE TEMP TABLE keys (
  id INTEGER PRIMARY KEY, parcel INTEGER, rank INTEGER, want TEXT, ticket INTEGER, intended_us INTEGER,
  genuine_ack_us INTEGER, ack_us INTEGER, first_started_us INTEGER, reached INTEGER, answered INTEGER, first_acked INTEGER,
  noticed INTEGER, sends INTEGER, accepted INTEGER, first_accepted_us INTEGER, doubts INTEGER,
  permanent INTEGER, first_permanent_us INTEGER, transient INTEGER, last_send_us INTEGER
);
INSERT INTO keys
  SELECT e.id, e.parcel, e.rank, e.want, e.ticket, e.intended_us,
         CASE WHEN o.parcel IS NULL THEN s.genuine_ack_us ELSE MAX(s.genuine_ack_us, o.ack_us) END, s.ack_us, s.first_started_us, CAST(IFNULL(s.reached, 0) AS INTEGER),
         CAST(IFNULL(s.answered, 0) AS INTEGER), IFNULL(s.first_acked, 0), s.expectation IS NOT NULL,
         IFNULL(f.sends, 0), IFNULL(f.accepted, 0), f.first_accepted_us, IFNULL(f.doubts, 0),
         IFNULL(f.permanent, 0), f.first_permanent_us, IFNULL(f.transient, 0), f.last_send_us
  FROM expectations e LEFT JOIN stimuli s ON s.expectation = e.id LEFT JOIN effects f ON f.expectation = e.id
       LEFT JOIN orders o ON o.parcel = e.parcel
  ORDER BY e.id;

-- Accepted template sends that name a parcel and fit none of its checkpoints: each is C03's, and explains one silence.
CREATE TEMP TABLE unmatched (parcel INTEGER PRIMARY KEY, sends INTEGER);
INSERT INTO unmatched
  SELECT parcel, COUNT(*) FROM sends
  WHERE decision = 'accepted' AND kind = 'template' AND expectation IS NULL AND parcel IS NOT NULL GROUP BY parcel;

-- Accepted sends traced only by the number in their parameters, to a parcel of somebody else: each is C04's, and may
-- be the message of a parcel of the customer who got it.
CREATE TEMP TABLE misdirected (to_number TEXT PRIMARY KEY) WITHOUT ROWID;
INSERT INTO misdirected
  SELECT DISTINCT s.to_number FROM sends s CROSS JOIN parcels p ON p.id = s.parcel
  WHERE s.decision = 'accepted' AND s.traced_by = 'parameter' AND s.to_number <> p.recipient ORDER BY s.to_number;

CREATE TEMP TABLE wrote (number TEXT PRIMARY KEY, genuine INTEGER) WITHOUT ROWID;
INSERT INTO wrote SELECT from_number, MAX(class = 'genuine') FROM inbound GROUP BY from_number;

-- Messages by their id.
CREATE TEMP TABLE wamids (wamid TEXT PRIMARY KEY, send INTEGER) WITHOUT ROWID;
INSERT OR IGNORE INTO wamids
  SELECT wamid, id FROM sends WHERE decision = 'accepted' AND wamid IS NOT NULL ORDER BY wamid, id;

-- A webhook post and what its attempts came to.
CREATE TEMP TABLE posts (
  webhook INTEGER PRIMARY KEY, first_started_us INTEGER, ack_us INTEGER, last_ack_us INTEGER, answered INTEGER, first_acked INTEGER
);
INSERT INTO posts
  SELECT webhook, MIN(started_us), MIN(CASE outcome WHEN 'ack' THEN ended_us END),
         MAX(CASE outcome WHEN 'ack' THEN ended_us END), SUM(outcome IN ('ack', 'nack')), MAX(attempt = 1 AND outcome = 'ack')
  FROM webhook_attempts GROUP BY webhook;

-- A genuine status update that the connector acknowledged before its records were read.
CREATE TEMP TABLE heard (status INTEGER PRIMARY KEY, first_us INTEGER, last_us INTEGER);
INSERT INTO heard
  SELECT i.item, MIN(p.ack_us), MAX(p.last_ack_us)
  FROM webhook_items i CROSS JOIN webhooks w ON w.id = i.webhook CROSS JOIN posts p ON p.webhook = i.webhook
  WHERE w.kind = 'statuses' AND w.class IN ('genuine', 'duplicate')
    AND p.ack_us <= IFNULL((SELECT at_us FROM final_reads WHERE what = 'messages'), 9223372036854775807)
  GROUP BY i.item;

-- A message and what the world made of it. *_us: when that status was first acknowledged; made: 1 sent, 2 delivered,
-- 4 read, 8 failed, whether or not delivered; gone_us: acknowledged failure with a code that forbids another send.
CREATE TEMP TABLE states (
  send INTEGER PRIMARY KEY, sent_us INTEGER, delivered_us INTEGER, read_us INTEGER, failed_us INTEGER,
  gone_us INTEGER, last_us INTEGER, made INTEGER
);
INSERT INTO states
  SELECT s.send, MIN(CASE s.status WHEN 'sent' THEN h.first_us END), MIN(CASE s.status WHEN 'delivered' THEN h.first_us END),
         MIN(CASE s.status WHEN 'read' THEN h.first_us END), MIN(CASE s.status WHEN 'failed' THEN h.first_us END),
         MIN(CASE WHEN s.status = 'failed' AND s.code IN (131026, 131047, 131050) THEN h.first_us END), MAX(h.last_us),
         MAX(s.status = 'sent') + 2 * MAX(s.status = 'delivered') + 4 * MAX(s.status = 'read') + 8 * MAX(s.status = 'failed')
  FROM statuses s LEFT JOIN heard h ON h.status = s.id
  WHERE s.class = 'genuine' GROUP BY s.send;

-- When the connector learned that a message cannot arrive. A message in doubt is not known to it by its id.
CREATE TEMP TABLE gone (expectation INTEGER PRIMARY KEY, at_us INTEGER);
INSERT INTO gone
  SELECT s.expectation, MIN(t.gone_us) FROM states t CROSS JOIN sends s ON s.id = t.send LEFT JOIN doubts d ON d.send = s.id
  WHERE t.gone_us IS NOT NULL AND s.expectation IS NOT NULL AND d.send IS NULL GROUP BY s.expectation;

-- A message and its record in the final read. linked: its parcel or checkpoint could be compared.
CREATE TEMP TABLE found (
  send INTEGER PRIMARY KEY, record INTEGER, status TEXT, copies INTEGER, linked INTEGER, mislinked INTEGER
);
INSERT INTO found
  SELECT m.send, MIN(r.rowid), r.status, COUNT(*), SUM(r.tracking_number IS NOT NULL AND p.id IS NOT NULL),
         SUM((IFNULL(r.tracking_number <> p.tracking_number COLLATE NOCASE, 0) OR IFNULL(r.checkpoint <> e.checkpoint, 0))
             AND NOT (s.traced_by = 'parameter' AND s.to_number <> p.recipient))
  FROM records r CROSS JOIN wamids m ON m.wamid = r.wamid CROSS JOIN sends s ON s.id = m.send
       LEFT JOIN parcels p ON p.id = s.parcel LEFT JOIN expectations e ON e.id = s.expectation
  WHERE r.read = (SELECT id FROM final_reads WHERE what = 'messages') GROUP BY m.send;

-- Expectations with several accepted messages of which one is on record: the others are C02's, not C14's as well.
CREATE TEMP TABLE recorded_once (expectation INTEGER PRIMARY KEY);
INSERT INTO recorded_once
  SELECT DISTINCT s.expectation FROM sends s CROSS JOIN keys k ON k.id = s.expectation CROSS JOIN found f ON f.send = s.id
  WHERE k.accepted - k.doubts > 1 ORDER BY s.expectation;

-- A genuine customer's message that the connector was given.
CREATE TEMP TABLE inbound_heard (inbound INTEGER PRIMARY KEY, ack_us INTEGER, first_started_us INTEGER, first_acked INTEGER);
INSERT INTO inbound_heard
  SELECT i.item, MIN(p.ack_us), MIN(p.first_started_us), MAX(w.class = 'genuine' AND p.first_acked)
  FROM webhook_items i CROSS JOIN webhooks w ON w.id = i.webhook CROSS JOIN posts p ON p.webhook = i.webhook
  WHERE w.kind = 'inbound' AND w.class IN ('genuine', 'duplicate') GROUP BY i.item;

-- Forged statuses by the message they name.
CREATE TEMP TABLE forged_states (send INTEGER, status TEXT, bit INTEGER, PRIMARY KEY (send, status)) WITHOUT ROWID;
INSERT OR IGNORE INTO forged_states
  SELECT s.send, s.status, CASE s.status WHEN 'sent' THEN 1 WHEN 'delivered' THEN 2 WHEN 'read' THEN 4 WHEN 'played' THEN 4 ELSE 8 END
  FROM statuses s WHERE s.class = 'forged';

-- Customers' messages by their id, and their records in the final read. differing: another sender or body.
CREATE TEMP TABLE inbound_ids (wamid TEXT PRIMARY KEY, inbound INTEGER) WITHOUT ROWID;
INSERT OR IGNORE INTO inbound_ids SELECT wamid, id FROM inbound ORDER BY wamid, id;
CREATE TEMP TABLE inbound_found (inbound INTEGER PRIMARY KEY, copies INTEGER, differing INTEGER);
INSERT INTO inbound_found
  SELECT i.inbound, COUNT(*),
         SUM(IFNULL(REPLACE(REPLACE(r.from_number, '+', ''), ' ', '') <> b.from_number, 0) OR IFNULL(r.body <> b.body, 0))
  FROM inbound_records r CROSS JOIN inbound_ids i ON i.wamid = r.wamid CROSS JOIN inbound b ON b.id = i.inbound
  WHERE r.read = (SELECT id FROM final_reads WHERE what = 'inbound') GROUP BY i.inbound;

-- Records that stand below what was acknowledged, and those of them (or of the histories) that went down: the latter
-- are C13's, the rest is C14's. Filled in checks/lagging.rs.
CREATE TEMP TABLE lagging (send INTEGER PRIMARY KEY, status TEXT);
CREATE TEMP TABLE regressed (send INTEGER PRIMARY KEY);
