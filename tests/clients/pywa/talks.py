"""Calls and groups."""

from pywa.types.calls import SessionDescription
from pywa.types.groups import GroupJoinApprovalMode

from bench import CUSTOMER, Bench, claims
from simulated import FILES, eventually

CLAIMS, claim = claims()
OFFER = SessionDescription(sdp_type="offer", sdp="v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n")
ANSWER = SessionDescription(sdp_type="answer", sdp=OFFER.sdp)


def group(bench: Bench) -> str:
    """A group that is there."""

    def make() -> str:
        asked = bench.wa.create_group(subject="Parcels", description="News",
                                      join_approval_mode=GroupJoinApprovalMode.APPROVAL_REQUIRED)
        named = lambda: next((one for one in list(bench.heard) if asked.request_id in str(one.post)), None)
        heard = eventually(named)
        assert heard, "no webhook tells of the group"
        group_id = heard.change["value"]["groups"][0]["group_id"]
        # pywa cannot add a customer, and a message needs one who is in.
        added = {"messaging_product": "whatsapp", "participants": [{"user": CUSTOMER}]}
        answer = bench.simulated.graph("POST", f"{group_id}/participants", json_body=added)
        assert answer.status == 200, answer.said
        return group_id

    return bench.once("group", make)


@claim("what calls a customer allows is read")
def _(bench: Bench):
    assert bench.wa.get_call_permissions(CUSTOMER).actions is not None


@claim("a call is started and ended")
def _(bench: Bench):
    bench.permits_calls()
    call = bench.wa.initiate_call(CUSTOMER, OFFER, tracker="parcel 1")
    assert call.success and call.id.startswith("wacid."), call
    assert call.terminate()


@claim("a customer's call is accepted")
def _(bench: Bench):
    call = bench.incoming_call()
    assert bench.wa.pre_accept_call(call, ANSWER)
    assert bench.wa.accept_call(call, ANSWER)
    assert bench.wa.terminate_call(call)


@claim("a customer's call is rejected")
def _(bench: Bench):
    assert bench.wa.reject_call(bench.incoming_call())


@claim("a group is created and read")
def _(bench: Bench):
    read = bench.wa.get_group(group(bench))
    assert read.subject == "Parcels" and not read.suspended, read


@claim("groups are listed")
def _(bench: Bench):
    assert group(bench) in {one.id for one in bench.wa.get_groups()}


@claim("a group's link is read and replaced")
def _(bench: Bench):
    link = bench.wa.get_group_invite_link(group(bench))
    assert link.reset().link != link.link


@claim("a group's requests to join are listed")
def _(bench: Bench):
    bench.wa.get_group_join_requests(group(bench))


@claim("a group is renamed and gets a picture")
def _(bench: Bench):
    changed = bench.wa.update_group_settings(group(bench), subject="Parcels again", profile_picture=FILES["jpg"][1])
    assert changed.request_id


@claim("a message goes to a group")
def _(bench: Bench):
    assert bench.wa.send_message(group(bench), "Hello all").to == group(bench)


@claim("a group is deleted")
def _(bench: Bench):
    assert bench.wa.delete_group(group(bench)).request_id
