// The chat room client of nim-web-sdk-ng 10 (ISC) by itself: one script, whose types stand in a folder of its name.
declare module "nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK.js" {
  const sdk: typeof import("nim-web-sdk-ng/dist/v2/CHATROOM_BROWSER_SDK/index.d.ts");
  export default sdk;
}
