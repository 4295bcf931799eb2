import { z } from 'zod';
import { ConfigError, httpUrl, listOf } from '../../../lib/config.ts';
import type { CdnApi } from './cdn-api.ts';
import { createCloudflareApi } from './cloudflare.ts';
import { createFastlyApi } from './fastly.ts';
import { createVarnishApi } from './varnish.ts';
import { createVercelApi } from './vercel.ts';

/** Which CDN is told what has changed; docs/cdn.md has an example for each. */
export const cdnConfig = {
  CDN: z
    .enum(['varnish', 'fastly', 'cloudflare', 'vercel'], 'must be varnish, fastly, cloudflare or vercel')
    .optional()
    .describe('The CDN before the gateway, which is told what to purge. Without it answers there end with their time.'),
  CDN_PURGE_URLS: listOf(httpUrl)
    .default([])
    .describe('Base URL of each Varnish, comma-separated; of the API of another CDN, where it is not the public one.'),
  CDN_PURGE_TOKEN: z
    .string()
    .min(16, 'must have at least 16 characters')
    .optional()
    .describe('What lets the gateway purge: the token of Varnish, or an API token of the CDN.'),
  CDN_ID: z.string().optional().describe('Service of Fastly, zone of Cloudflare, or project of Vercel.'),
  CDN_TEAM_ID: z.string().optional().describe('Team that the project of Vercel belongs to, where it does.'),
};

export type CdnConfig = z.infer<z.ZodObject<typeof cdnConfig>>;

/** The CDN that is set; undefined when none is. @throws ConfigError naming what is missing for it. */
export function createCdnApi(config: CdnConfig): CdnApi | undefined {
  const { CDN: cdn, CDN_PURGE_URLS: urls, CDN_TEAM_ID: teamId } = config;
  if (cdn === undefined) return undefined;
  const require = (name: 'CDN_PURGE_TOKEN' | 'CDN_ID'): string => {
    const value = config[name];
    if (value !== undefined) return value;
    throw new ConfigError(`gateway cannot start: ${name} is required with CDN=${cdn}. See docs/configuration.md.`);
  };
  const token = require('CDN_PURGE_TOKEN');
  switch (cdn) {
    case 'varnish':
      if (urls.length > 0) return createVarnishApi({ urls, token });
      throw new ConfigError(
        'gateway cannot start: CDN_PURGE_URLS is required with CDN=varnish. See docs/configuration.md.',
      );
    case 'fastly':
      return createFastlyApi({ url: urls[0] ?? 'https://api.fastly.com', serviceId: require('CDN_ID'), token });
    case 'cloudflare':
      return createCloudflareApi({ url: urls[0] ?? 'https://api.cloudflare.com', zoneId: require('CDN_ID'), token });
    case 'vercel':
      return createVercelApi({ url: urls[0] ?? 'https://api.vercel.com', project: require('CDN_ID'), teamId, token });
  }
}
