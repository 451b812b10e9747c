// English, of the invitation: by which address guests come.

export const inviting = {
  title: "Call your family",
  text: "Whoever opens this link can watch at once, and join with a name.",
  link: "Link to this family",
  copy: "Copy link",
  copied: "Copied",
  copyFailed: "Copying isn't allowed here. Select the link and copy it.",
  share: "Share…",
  qr: "QR code of the family's link",
  finding: "Looking for the address that others reach…",
  address: "Address",
  sameNetwork: "For guests on your network. With more than one, take the one of the network that you share.",
  onlyHere:
    "This link works on this machine only, because that is all the server listens to. To let others in, start it with HOST=0.0.0.0, or put it behind a proxy and set PUBLIC_URL to the address that guests open.",
  noNetwork:
    "This link works on this machine only: the server can't find out by which address others reach it. Open this page by that address, or start the server with PUBLIC_URL set to it.",
};
