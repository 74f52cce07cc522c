// A first guess for a new player's country and region, from what the browser says anyway. Only a
// preselection: the player sees it and changes it.

const kRegionOfZone: [RegExp, string][] = [
  [/^America\/(Los_Angeles|Vancouver|Tijuana|Whitehorse|Anchorage|Juneau)|^Pacific\/Honolulu/, 'NAW'],
  [/^America\/(Denver|Boise|Phoenix|Edmonton|Chicago|Winnipeg|Regina|Menominee)/, 'NAC'],
  [/^America\/(New_York|Toronto|Detroit|Montreal|Halifax|St_Johns|Moncton|Indiana|Kentucky)/, 'NAE'],
  [/^America\/(Mexico_City|Monterrey|Cancun|Guatemala|Havana|Panama|Costa_Rica|Jamaica|Puerto_Rico)/, 'CAM'],
  [/^America\/(Santo_Domingo|Managua|El_Salvador|Tegucigalpa|Belize|Port-au-Prince|Merida)/, 'CAM'],
  [/^America\//, 'SAM'],
  [/^Asia\/(Vladivostok|Magadan|Kamchatka|Sakhalin|Khandyga|Yakutsk|Chita|Anadyr|Srednekolymsk)/, 'FER'],
  [/^Asia\/(Yekaterinburg|Omsk|Novosibirsk|Krasnoyarsk|Irkutsk|Tomsk|Barnaul|Novokuznetsk)/, 'USB'],
  [/^Asia\/(Seoul|Tokyo|Pyongyang)/, 'KRJ'],
  [/^Asia\/(Taipei|Hong_Kong|Macau)/, 'THM'],
  [/^Asia\/(Shanghai|Urumqi|Chongqing|Harbin)/, 'CHN'],
  [/^Asia\/(Singapore|Kuala_Lumpur|Jakarta|Manila|Bangkok|Saigon|Ho_Chi_Minh|Kolkata|Calcutta|Dhaka)/, 'SEA'],
  [/^Asia\/(Colombo|Kathmandu|Yangon|Phnom_Penh|Vientiane|Brunei|Makassar|Pontianak)/, 'SEA'],
  [/^Asia\//, 'MEA'],
  [/^Europe\/(Istanbul)/, 'MEA'],
  [/^Europe\/(London|Dublin|Lisbon|Madrid|Paris|Brussels|Amsterdam|Luxembourg|Berlin|Zurich|Monaco)/, 'EUW'],
  [/^Europe\/(Rome|Vienna|Vatican|San_Marino|Malta|Andorra|Busingen|Vaduz|Gibraltar)/, 'EUW'],
  [/^Europe\//, 'EUE'],
  [/^Africa\//, 'AFR'],
  [/^(Australia|Pacific)\//, 'OCE'],
];

/** A region code, or empty. */
export function region_of_zone(zone: string): string {
  return kRegionOfZone.find(([pattern]) => pattern.test(zone))?.[1] ?? '';
}

/** "de-AT" -> "AT"; empty when the language names no country. */
export function country_of_language(language: string): string {
  return language.match(/[-_]([A-Z]{2})(?:$|[-_])/)?.[1] ?? '';
}
