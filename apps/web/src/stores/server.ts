// Where the server is: it serves these pages, and in development the proxy stands in for it.

export const server: { readonly baseUrl: string } = { baseUrl: globalThis.location?.origin ?? "" };
