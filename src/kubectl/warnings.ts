import type { Client } from '../api/client.ts';
import { StatusError } from '../api/status.ts';

/** A client that tells what the server warns of, in answers and refusals, as it comes: `tell` hears each text once, and `told` keeps them. */
export function tellingWarnings(client: Client, told: Set<string>, tell: (text: string) => void): Client {
  const hear = (texts: readonly string[]): void => {
    for (const text of texts) {
      if (told.has(text)) continue;
      told.add(text);
      tell(text);
    }
  };
  return {
    ...client,
    request: async (request) => {
      try {
        const response = await client.request(request);
        hear(response.warnings);
        return response;
      } catch (error) {
        if (error instanceof StatusError) hear(error.warnings);
        throw error;
      }
    },
  };
}
