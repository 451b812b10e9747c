// What is on the wire, taken apart. Pure: bytes in, descriptions out.
export { describePacket, type DescribePacketOptions, type MqttPacket } from "./mqtt/describe-packet.ts";
export { MQTT_SECTIONS, type MqttField, type MqttFieldName, type MqttPart } from "./mqtt/fields.ts";
export { PacketStream, type StreamedPacket } from "./mqtt/packet-stream.ts";
export { packetTypeName, type MqttSender, type MqttTypeName } from "./mqtt/packet-types.ts";
export { MQTT_VIOLATIONS, type MqttViolationName } from "./mqtt/violations.ts";
