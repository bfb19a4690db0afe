/** What bodies can be, and answers. Protobuf and CBOR are not spoken. */
export const MEDIA_TYPES: readonly string[] = ['application/json', 'application/yaml'];
