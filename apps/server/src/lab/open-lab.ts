// The lab's part of the server: its endpoints, and its ports, which open and close with the server's own.
import type { FastifyInstance } from "fastify";
import { addressOf } from "../listening-address.ts";
import type { RouteContext } from "../routes/route-context.ts";
import { echoRoutes } from "./echo-routes.ts";
import { labRoutes } from "./lab-routes.ts";
import type { Lab } from "./lab.ts";
import { wireRoutes } from "./wire-routes.ts";

export function openLab(app: FastifyInstance, context: RouteContext, lab: Lab): void {
  labRoutes(app, context, lab);
  echoRoutes(app, context);
  wireRoutes(app, context, lab);
  app.addHook("onListen", async () => {
    const { address, port } = addressOf(app.server);
    const { connections } = context;
    await lab.listen(
      { host: address, port },
      {
        onClient: (client) => connections.count(client),
        accept(socket, client) {
          connections.relayed(socket, client);
          app.server.emit("connection", socket);
        },
      },
    );
  });
  app.addHook("preClose", (done) => {
    lab.close();
    done();
  });
}
