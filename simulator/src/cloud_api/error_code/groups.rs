//! Group messages and the management of groups.

use super::entry::ErrorCode;
use super::head::Head;
use super::words::Family;

const META: Head = Head {
    family: Family::Groups,
    source: "Meta, Cloud API, groups error codes",
};

pub(super) const CODES: &[ErrorCode] = &[
    META.sync(131_020, 400, "Bad Group")
        .details("Cannot send messages to single member groups.")
        .state("a message to a group in which the business is alone")
        .advice("wait until somebody has joined"),
    META.sync(131_041, 400, "Group unknown")
        .details("The group was not found, either because it doesn't exist or you are not a member.")
        .state("a message to a group that this world does not have")
        .advice("forget the group"),
    META.management(131_201, 206, "Request partially succeeded")
        .indefinite()
        .details("Not all participant-level operations in the request succeeded.")
        .state("some of the participants cannot be removed")
        .advice("look at each participant"),
    META.management(131_202, 400, "Duplicate participant")
        .details("Duplicate participants in the participant array input.")
        .state("a participant stands in the list twice")
        .advice("mend the request"),
    META.management(131_204, 400, "Participant overlimit")
        .details("Group participant size exceeds limit.")
        .state("more participants than a group may have")
        .advice("ask for fewer"),
    META.sync(131_207, 403, "Group suspended")
        .details("The group violates platform policies.")
        .state("a message to a group that is suspended")
        .advice("do not use the group"),
    META.management(131_209, 400, "Invalid Group Profile Picture Aspect Ratio")
        .details("Width and height of the image must be equal.")
        .state("a picture that is not square")
        .advice("send a square picture"),
    META.management(131_210, 400, "Image is Too Small to Process")
        .details("Image width and height must be greater than 192px.")
        .state("a picture of less than 192 pixels")
        .advice("send a larger picture"),
    META.management(131_211, 400, "Group create limit reached")
        .details("Reached the limit for the maximum number of groups that can be created for this number.")
        .state("more groups than a number may have")
        .advice("delete a group first"),
    META.management(131_212, 400, "Participant is not a part of the group")
        .details("Participant is not a part of the group.")
        .state("removing somebody who is not in the group")
        .advice("mend the request"),
    META.management(131_213, 400, "Group join request does not exist")
        .details("Group join request does not exist.")
        .state("a join request that is not there any more")
        .advice("read the join requests again"),
    META.management(131_214, 400, "Group creation is temporarily disabled")
        .details("Group creation is temporarily disabled due to excessive marketing messages sent by the WABA in customer service window over the past 7 days.")
        .advice("not soon: less marketing in service windows first"),
    META.sync(
        131_215,
        400,
        "This phone number is not eligible to access Groups APIs",
    )
    .details("Groups APIs are only available for eligible phone numbers.")
    .state("a number that may not use groups (trouble.no_groups), or is not registered")
    .advice("use an eligible number"),
];
