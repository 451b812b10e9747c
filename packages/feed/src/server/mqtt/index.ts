// The embedded MQTT broker: an entry point of its own, because it needs `aedes`, which nothing else here does.
export { mqttBroker, type MqttBounds, type MqttBrokerOptions } from "./mqtt-broker.ts";
