"""Media: upload, address, download, deletion; and the resumable upload."""

import hashlib
import pathlib
import tempfile

import httpx
from pywa import _helpers as helpers
from pywa.errors import WhatsAppError

from bench import Bench, claims
from simulated import FILES

CLAIMS, claim = claims()


def upload(bench: Bench, kind: str = "png"):
    """A medium."""
    mime_type, content = FILES[kind]
    return bench.wa.upload_media(media=content, mime_type=mime_type, filename=f"file.{kind}")


for kind in FILES:
    @claim(f"a file of the kind {kind} is uploaded")
    def _(bench: Bench, kind=kind):
        assert upload(bench, kind).id.isdigit(), "pywa takes digits alone for an id"


@claim("a file is uploaded from a path")
def _(bench: Bench):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "receipt.pdf"
        path.write_bytes(FILES["pdf"][1])
        assert bench.wa.upload_media(path).id


@claim("a file is uploaded from an address")
def _(bench: Bench):
    assert bench.wa.upload_media(f"{bench.receiver.base}/file.jpg").id


@claim("a file is uploaded with a time to live")
def _(bench: Bench):
    assert bench.wa.upload_media(FILES["png"][1], "image/png", "a.png", ttl=90).id


@claim("a medium's address tells type, size and hash")
def _(bench: Bench):
    address = bench.wa.get_media_url(upload(bench).id)
    mime_type, content = FILES["png"]
    assert (address.mime_type, int(address.file_size)) == (mime_type, len(content)), address
    assert address.sha256 == hashlib.sha256(content).hexdigest(), address.sha256


@claim("a medium comes back as it was")
def _(bench: Bench):
    assert bench.wa.get_media_bytes(bench.wa.get_media_url(upload(bench).id).url) == FILES["png"][1]


@claim("a medium is downloaded into a file")
def _(bench: Bench):
    with tempfile.TemporaryDirectory() as folder:
        path = bench.wa.get_media_url(upload(bench, "pdf").id).download(path=folder)
        assert path.read_bytes() == FILES["pdf"][1]


@claim("a medium is uploaded again from its id")
def _(bench: Bench):
    first = upload(bench)
    assert first.reupload().id != first.id


@claim("a medium's address needs the token")
def _(bench: Bench):
    address = bench.wa.get_media_url(upload(bench).id).url
    status = httpx.get(address, trust_env=False).status_code
    assert status in (401, 403, 404), status


@claim("a medium is deleted")
def _(bench: Bench):
    medium = upload(bench)
    assert medium.delete()
    try:
        bench.wa.get_media_url(medium.id)
    except WhatsAppError:
        return
    raise AssertionError("it is still there")


@claim("a medium is deleted for one number")
def _(bench: Bench):
    assert upload(bench).delete(phone_id=bench.number)


@claim("a file goes through the resumable upload and gives a handle")
def _(bench: Bench):
    handle, _ = helpers.internal_upload_file(wa=bench.wa, file=FILES["jpg"][1], app_id=None, mime_type="image/jpeg",
                                             fallback_mime_type="image/jpeg", fallback_filename="a.jpg")
    assert helpers.detect_media_source(handle) == helpers.MediaSource.FILE_HANDLE, handle


@claim("a resumable upload tells how far it is")
def _(bench: Bench):
    session = bench.wa.api.create_upload_session(bench.wa.app_id, "a.jpg", 10, "image/jpeg")["id"]
    assert bench.wa.api.get_upload_session(session)["file_offset"] == 0
