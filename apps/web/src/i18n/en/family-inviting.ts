// English, of the invitation: by which address guests come.

export const inviting = {
  finding: "Looking for the address that others reach…",
  address: "Address",
  sameNetwork: "For guests on your network. With more than one, take the one of the network that you share.",
  onlyHere:
    "This link works on this machine only, because that is all the server listens to. To let others in, start it with HOST=0.0.0.0, or put it behind a proxy and set PUBLIC_URL to the address that guests open.",
  noNetwork:
    "This link works on this machine only: the server can't find out by which address others reach it. Open this page by that address, or start the server with PUBLIC_URL set to it.",
};
