"""What is to be sent, what was sent and what customers wrote, in SQLite. Each write is one transaction."""

import sqlite3

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS notifications (
  id INTEGER PRIMARY KEY, tracking_number TEXT, checkpoint TEXT, rank INTEGER, sender TEXT, recipient TEXT,
  language TEXT, carrier_name TEXT, expected_on TEXT, state TEXT DEFAULT 'pending',
  UNIQUE (tracking_number, checkpoint));
CREATE TABLE IF NOT EXISTS messages (
  wamid TEXT PRIMARY KEY, notification INTEGER REFERENCES notifications,
  status TEXT DEFAULT 'accepted', history TEXT DEFAULT 'accepted');
CREATE TABLE IF NOT EXISTS inbound (wamid TEXT PRIMARY KEY, sender TEXT, body TEXT);
"""

# A status only ever goes up. A message that one device got did arrive, even if another one failed.
STATUSES = ["accepted", "sent", "failed", "delivered", "read"]


class Store:
    def __init__(self, path: str):
        self.db = sqlite3.connect(path)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)

    def accept(self, notification: dict) -> bool:
        """False: this checkpoint of the parcel, or a newer one, was accepted before."""
        columns, values = ", ".join(notification), ", ".join(f":{name}" for name in notification)
        newest = "SELECT 1 FROM notifications WHERE tracking_number = :tracking_number AND rank >= :rank"
        sql = f"INSERT INTO notifications ({columns}) SELECT {values} WHERE NOT EXISTS ({newest})"
        with self.db:
            return self.db.execute(sql, notification).rowcount == 1

    def pending(self, where: str = "TRUE", *values) -> list[sqlite3.Row]:
        sql = f"SELECT * FROM notifications WHERE state = 'pending' AND {where} ORDER BY id"
        return self.db.execute(sql, values).fetchall()

    def sent(self, notification: int, wamid: str):
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO messages (wamid, notification) VALUES (?, ?)", [wamid, notification])
            self.db.execute("UPDATE notifications SET state = 'sent' WHERE id = ?", [notification])

    def given_up(self, notification: int):
        with self.db:
            sql = "UPDATE notifications SET state = 'failed' WHERE id = ? AND state = 'pending'"
            self.db.execute(sql, [notification])

    def advance(self, wamid: str, tracker: str, status: str):
        """Takes a status. It may come before the answer to the send, or instead of it; the tracker tells whose."""
        find = "SELECT id FROM notifications WHERE tracking_number = ? AND checkpoint = ?"
        if owner := self.db.execute(find, tracker.rpartition(":")[::2]).fetchone():
            self.sent(owner["id"], wamid)
        if status in STATUSES:
            lower = ", ".join(f"'{word}'" for word in STATUSES[: STATUSES.index(status)])
            moves = "UPDATE messages SET status = ?, history = history || ',' || ?"
            with self.db:
                self.db.execute(f"{moves} WHERE wamid = ? AND status IN ({lower})", [status, status, wamid])

    def keep_inbound(self, wamid: str, sender: str | None, body: str):
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO inbound VALUES (?, ?, ?)", [wamid, sender, body])
