"""What is to be sent, what was sent and what customers wrote, in SQLite. Each call is one transaction."""

import sqlite3

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS notifications (
  id INTEGER PRIMARY KEY,
  tracking_number TEXT NOT NULL, checkpoint TEXT NOT NULL, rank INTEGER NOT NULL,
  sender TEXT NOT NULL, recipient TEXT NOT NULL, language TEXT NOT NULL,
  carrier_name TEXT NOT NULL, estimated_delivery_date TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending',
  UNIQUE (tracking_number, checkpoint)
);
CREATE INDEX IF NOT EXISTS pending ON notifications (tracking_number) WHERE state = 'pending';
CREATE TABLE IF NOT EXISTS messages (
  wamid TEXT PRIMARY KEY,
  notification INTEGER NOT NULL REFERENCES notifications,
  rank INTEGER NOT NULL DEFAULT 0, history TEXT NOT NULL DEFAULT 'accepted'
);
CREATE TABLE IF NOT EXISTS inbound (wamid TEXT PRIMARY KEY, sender TEXT NOT NULL, body TEXT NOT NULL);
"""

# A status only ever goes up. A message that one device got did arrive, even if another one failed.
STATUSES = ["accepted", "sent", "failed", "delivered", "read"]


class Store:
    def __init__(self, path: str):
        self.db = sqlite3.connect(path)
        self.db.row_factory = sqlite3.Row
        self.db.executescript(SCHEMA)

    def accept(self, **notification) -> bool:
        """False: this checkpoint of the parcel, or a newer one, was accepted before."""
        columns = ", ".join(notification)
        values = ", ".join(f":{name}" for name in notification)
        with self.db:
            added = self.db.execute(
                f"INSERT INTO notifications ({columns}) SELECT {values} WHERE NOT EXISTS (SELECT 1 FROM notifications"
                " WHERE tracking_number = :tracking_number AND rank >= :rank)",
                notification,
            )
        return added.rowcount == 1

    def parcels_pending(self) -> list[str]:
        rows = self.db.execute("SELECT DISTINCT tracking_number FROM notifications WHERE state = 'pending'")
        return [row["tracking_number"] for row in rows]

    def next_pending(self, tracking_number: str) -> sqlite3.Row | None:
        sql = "SELECT * FROM notifications WHERE tracking_number = ? AND state = 'pending' ORDER BY id LIMIT 1"
        return self.db.execute(sql, [tracking_number]).fetchone()

    def is_pending(self, notification: int) -> bool:
        sql = "SELECT 1 FROM notifications WHERE id = ? AND state = 'pending'"
        return self.db.execute(sql, [notification]).fetchone() is not None

    def sent(self, notification: int, wamid: str):
        with self.db:
            self._sent(notification, wamid)

    def given_up(self, notification: int):
        with self.db:
            self.db.execute("UPDATE notifications SET state = 'failed' WHERE id = ? AND state = 'pending'", [notification])

    def advance(self, wamid: str, tracker: str, status: str):
        """Takes a status. It may come before the answer to the send, or instead of it: the tracker tells whose it is."""
        if status not in STATUSES:
            return
        rank = STATUSES.index(status)
        tracking_number, _, checkpoint = tracker.rpartition(":")
        with self.db:
            owner = self.db.execute(
                "SELECT id FROM notifications WHERE tracking_number = ? AND checkpoint = ?", [tracking_number, checkpoint]
            ).fetchone()
            if owner:
                self._sent(owner["id"], wamid)
            self.db.execute(
                "UPDATE messages SET rank = ?, history = history || ',' || ? WHERE wamid = ? AND rank < ?",
                [rank, status, wamid, rank],
            )

    def keep_inbound(self, wamid: str, sender: str | None, body: str):
        with self.db:
            self.db.execute("INSERT OR IGNORE INTO inbound VALUES (?, ?, ?)", [wamid, sender or "", body])

    def _sent(self, notification: int, wamid: str):
        self.db.execute("INSERT OR IGNORE INTO messages (wamid, notification) VALUES (?, ?)", [wamid, notification])
        self.db.execute("UPDATE notifications SET state = 'sent' WHERE id = ?", [notification])
