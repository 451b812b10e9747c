// The invitation: a link, its QR code, and its note on the address.
import jsQRModule from "jsqr";
import { expect, type Locator, type Page } from "@playwright/test";

/** A CommonJS module whose default is that of an ES one. */
const jsQR = jsQRModule as unknown as typeof jsQRModule.default;

export class InviteDialog {
  readonly page: Page;
  readonly root: Locator;
  readonly link: Locator;
  readonly copy: Locator;
  /** The same, whether or not it shows that the link was copied. */
  readonly copyOrCopied: Locator;
  readonly warning: Locator;

  constructor(page: Page) {
    this.page = page;
    this.root = page.getByRole("dialog", { name: "Call your family" });
    this.link = this.root.getByLabel("Link to this family");
    this.copy = this.root.getByRole("button", { name: "Copy link" });
    this.copyOrCopied = this.root.getByRole("button", { name: /^(?:Copy link|Copied)$/ });
    this.warning = this.root.getByTestId("invite-warning");
  }

  /** Opens it from an arena, and waits until it has a link. */
  async open(): Promise<void> {
    await this.page.getByRole("button", { name: "Invite" }).click();
    await expect(this.link).not.toHaveValue("");
  }

  /** Waits until the button has shown that the link was copied. It does so for two seconds, which a look from here may miss. */
  async expectCopied(press: () => Promise<void>): Promise<void> {
    const words = await this.copy.evaluateHandle((button) => {
      const words: (string | null)[] = [];
      const note = (): void => void words.push(button.textContent);
      new MutationObserver(note).observe(button, { childList: true, characterData: true, subtree: true });
      return words;
    });
    await press();
    await expect.poll(() => words.jsonValue()).toContain("Copied");
  }

  /** What a camera reads in the QR code. */
  async scan(): Promise<string> {
    const { pixels, size } = await this.root.getByRole("img", { name: /QR code/ }).evaluate(async (code) => {
      const size = 400;
      const image = new Image(size, size);
      image.src = `data:image/svg+xml,${encodeURIComponent(new XMLSerializer().serializeToString(code))}`;
      await image.decode();
      const context = Object.assign(document.createElement("canvas"), {
        width: size,
        height: size,
      }).getContext("2d");
      if (context === null) throw new Error("no canvas");
      context.imageSmoothingEnabled = false;
      context.drawImage(image, 0, 0, size, size);
      return { pixels: [...context.getImageData(0, 0, size, size).data], size };
    });
    const found = jsQR(Uint8ClampedArray.from(pixels), size, size);
    if (found === null) throw new Error("no QR code is seen");
    return found.data;
  }
}
