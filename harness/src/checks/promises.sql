-- What the checks of dialogues, reminders and short messages look up. As derived.sql: temporary, in the order of its key.

-- How the connector filed a customer's message, in the final read.
CREATE TEMP TABLE filed (inbound INTEGER PRIMARY KEY, tag TEXT, priority TEXT, handover INTEGER, tracking_number TEXT);
INSERT OR IGNORE INTO filed
  SELECT i.inbound, t.tag, t.priority, t.handover, t.tracking_number
  FROM inbound_tags t CROSS JOIN inbound_ids i ON i.wamid = t.wamid
  WHERE t.read = (SELECT id FROM final_reads WHERE what = 'inbound') ORDER BY i.inbound;

-- Customers' messages in dialogues that the connector took before its records were read, and that it has on record.
CREATE TEMP TABLE told (inbound INTEGER PRIMARY KEY, ack_us INTEGER, recorded INTEGER);
INSERT INTO told
  SELECT d.inbound, h.ack_us, f.inbound IS NOT NULL
  FROM dialogues d CROSS JOIN inbound_heard h ON h.inbound = d.inbound LEFT JOIN inbound_found f ON f.inbound = d.inbound
  WHERE h.ack_us <= IFNULL((SELECT at_us FROM final_reads WHERE what = 'inbound'), 9223372036854775807)
  ORDER BY d.inbound;

-- Customers who wanted no more messages, and when the connector took note of the first such message.
CREATE TEMP TABLE opt_outs (number TEXT PRIMARY KEY, ack_us INTEGER, first_started_us INTEGER, inbound INTEGER) WITHOUT ROWID;
INSERT INTO opt_outs
  SELECT b.from_number, MIN(h.ack_us), h.first_started_us, b.id
  FROM dialogues d CROSS JOIN inbound b ON b.id = d.inbound CROSS JOIN inbound_heard h ON h.inbound = d.inbound
  WHERE d.tag = 'opt_out' AND h.ack_us IS NOT NULL GROUP BY b.from_number ORDER BY b.from_number;

-- When the connector learned that a customer tapped on a parcel's message. first_us: the earliest it could.
CREATE TEMP TABLE tapped (parcel INTEGER PRIMARY KEY, ack_us INTEGER, first_us INTEGER);
INSERT INTO tapped
  SELECT t.parcel, MIN(h.ack_us), MIN(h.first_started_us)
  FROM taps t CROSS JOIN inbound_heard h ON h.inbound = t.inbound GROUP BY t.parcel ORDER BY t.parcel;
