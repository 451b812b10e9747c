// A microscope for as long as its page is open, over the transport that the page's address names.
import { isTransportName, type TransportName } from "@hydra/protocol";
import { findPlace } from "../../stores/lab/place.ts";
import { server } from "../../stores/server.ts";
import { Microscope } from "../../stores/wire/microscope.ts";
import { useOpening, type Opening } from "../lab/use-opening.ts";

export function useMicroscope(): Opening<Microscope> {
  return useOpening(openMicroscope);
}

async function openMicroscope(signal: AbortSignal): Promise<Microscope> {
  const place = await findPlace({ api: { ...server, signal }, location, familyId: null, weather: null });
  signal.throwIfAborted();
  return new Microscope(place, transportOf(location.search));
}

/** Without a name: the one with the most to see. */
function transportOf(search: string): TransportName {
  const name = new URLSearchParams(search).get("transport");
  return isTransportName(name) ? name : "websocket";
}
