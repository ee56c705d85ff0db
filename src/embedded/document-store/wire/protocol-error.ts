/** The peer sent bytes that are no message; the connection is beyond repair and must be closed. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
}
