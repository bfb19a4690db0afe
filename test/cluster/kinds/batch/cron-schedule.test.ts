import { describe, expect, test } from 'vitest';
import { parseCronSchedule, type CronFields } from '../../../../src/cluster/kinds/batch/cron-schedule.ts';

describe('schedules that are none', () => {
  test.each([
    ['', 'empty spec string'],
    ['daily', 'expected exactly 5 fields, found 1: [daily]'],
    ['every day', 'expected exactly 5 fields, found 2: [every day]'],
    ['* * * * * *', 'expected exactly 5 fields, found 6: [* * * * * *]'],
    ['61 * * * *', 'end of range (61) above maximum (59): 61'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* 5-3 * * *', 'beginning of range (5) beyond end of range (3): 5-3'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['x * * * *', 'failed to parse int from x: strconv.Atoi: parsing "x": invalid syntax'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
    ['@every soon', 'failed to parse duration @every soon: time: invalid duration "soon"'],
  ])('%s', (text, message) => expect(() => parseCronSchedule(text)).toThrow(message));
});

describe('schedules', () => {
  const fields = (text: string): CronFields => parseCronSchedule(text) as CronFields;
  test('lists, ranges, steps and names', () => {
    expect([...fields('0,30 1-5/2 */10 jan-mar MON-fri').hours]).toEqual([1, 3, 5]);
    expect([...fields('50/5 * * * *').minutes]).toEqual([50, 55]);
    expect([...fields('* * */10 * *').daysOfMonth]).toEqual([1, 11, 21, 31]);
    expect([...fields('* * * jan-mar *').months]).toEqual([1, 2, 3]);
    expect([...fields('* * * * MON-fri').daysOfWeek]).toEqual([1, 2, 3, 4, 5]);
  });
  test('stars of the day fields', () => {
    expect(fields('0 0 1 * *')).toMatchObject({ anyDayOfMonth: false, anyDayOfWeek: true });
    expect(fields('0 0 */2 * 1')).toMatchObject({ anyDayOfMonth: false, anyDayOfWeek: false });
  });
  test('descriptors', () => {
    expect([...fields('@weekly').daysOfWeek]).toEqual([0]);
    expect(parseCronSchedule('@every 1h30m')).toEqual({ everyMs: 5_400_000 });
    expect(parseCronSchedule('@every 1ms')).toEqual({ everyMs: 1000 });
  });
});
