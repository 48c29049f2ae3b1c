import type { FakeServices, Reply } from '../../servers/fake-services.ts';

/** The company shape: what is left is total less used. */
export function quota(total: number | string, used: number | string = 0): Reply {
  return { body: { total_quota: total, used_quota: used } };
}

/** Each of the services, answering as the real one does. */
export function answerAsServices(services: FakeServices): void {
  const noApiKey =
    'Your request must be made with a session key (that is, it can only be made from the browser). You made it with the following key type: secret.';
  services.on('api.openai.com', '/v1/balances', { status: 404, body: { error: { message: 'Invalid URL (GET /v1/balances)', type: 'invalid_request_error' } } });
  services.on('api.openai.com', '/v1/dashboard/billing/subscription', { status: 403, body: { error: { message: noApiKey, type: 'server_error' } } });
  services.on('api.openai.com', '/v1/dashboard/billing/credit_grants', {
    body: {
      object: 'credit_summary',
      total_granted: 18,
      total_used: 4.25,
      total_available: 13.75,
      grants: { object: 'list', data: [{ grant_amount: 18, used_amount: 4.25, effective_at: 1_700_000_000, expires_at: 4_000_000_000 }] },
    },
  });
  services.on('api.deepseek.com', '/user/balance', {
    body: { is_available: true, balance_infos: [{ currency: 'CNY', total_balance: '110.00', granted_balance: '10.00', topped_up_balance: '100.00' }] },
  });
  services.on('openrouter.ai', '/api/v1/key', {
    body: { data: { label: 'sk-or-v1-abc...def', limit: null, limit_remaining: null, usage: 25.5, usage_daily: 1.5 } },
  });
  services.on('openrouter.ai', '/api/v1/credits', { body: { data: { total_credits: 100.5, total_usage: 25.75 } } });
  services.on('relay.example.com', '/api/status', { body: { success: true, data: { quota_per_unit: 500000, quota_display_type: 'USD' } } });
  services.on('relay.example.com', '/api/usage/token/', {
    body: {
      code: true,
      message: 'ok',
      data: {
        object: 'token_usage',
        name: 'Laptop',
        total_granted: 5_000_000,
        total_used: 1_179_000,
        total_available: 3_821_000,
        unlimited_quota: false,
        expires_at: 0,
      },
    },
  });
  services.on('one.example.com', '/api/status', { body: { success: true, data: { display_in_currency: true } } });
  services.on('one.example.com', '/v1/dashboard/billing/subscription', {
    body: { object: 'billing_subscription', has_payment_method: true, hard_limit_usd: 50, soft_limit_usd: 50, system_hard_limit_usd: 50, access_until: 0 },
  });
  services.on('one.example.com', '/v1/dashboard/billing/usage', { body: { object: 'list', total_usage: 1234.5 } });
  services.on('company.example.com', '/v1/usage', quota(100_000, 36_420));
}
