// The emoji that this page knows by name; any other shows its name between colons.

const NAMED = `
eyes 👀 mega 📣 speech_balloon 💬 white_check_mark ✅ hourglass_flowing_sand ⏳ no_entry_sign 🚫 arrow_double_up ⏫
loudspeaker 📢 question ❓ heavy_check_mark ✔️ ballot_box_with_check ☑️ hourglass ⌛ no_entry ⛔ +1 👍
-1 👎 clap 👏 raised_hands 🙌 pray 🙏 wave 👋 muscle 💪 ok_hand 👌 point_up ☝ point_right 👉 point_down 👇
thinking_face 🤔 smile 😄 grin 😁 joy 😂 slightly_smiling_face 🙂 wink 😉 heart ❤️ tada 🎉 rocket 🚀 fire 🔥 star ⭐
sparkles ✨ bulb 💡 warning ⚠️ exclamation ❗ x ❌ heavy_multiplication_x ✖️ red_circle 🔴 large_blue_circle 🔵
white_circle ⚪ black_circle ⚫ large_green_circle 🟢 large_yellow_circle 🟡 large_orange_circle 🟠 bell 🔔 no_bell 🔕
alarm_clock ⏰ stopwatch ⏱️ timer_clock ⏲️ watch ⌚ calendar 📆 date 📅 clipboard 📋 memo 📝 pencil 📝 pencil2 ✏
pushpin 📌 paperclip 📎 link 🔗 lock 🔒 unlock 🔓 key 🔑 mag 🔍 mag_right 🔎 inbox_tray 📥 outbox_tray 📤
incoming_envelope 📨 envelope ✉️ email 📧 phone ☎️ telephone_receiver 📞 computer 💻 floppy_disk 💾 package 📦
label 🏷️ bookmark 🔖 books 📚 book 📖 page_facing_up 📄 newspaper 📰 chart_with_upwards_trend 📈
chart_with_downwards_trend 📉 bar_chart 📊 file_folder 📁 open_file_folder 📂 card_index 📇 wastebasket 🗑️ hammer 🔨
wrench 🔧 hammer_and_wrench 🛠️ gear ⚙️ nut_and_bolt 🔩 rotating_light 🚨 construction 🚧 traffic_light 🚥
vertical_traffic_light 🚦 ambulance 🚑 fire_engine 🚒 zap ⚡ snowflake ❄️ sunny ☀️ cloud ☁️ umbrella ☔ rainbow 🌈
coffee ☕ tea 🍵 beer 🍺 pizza 🍕 cake 🍰 gift 🎁 trophy 🏆 medal 🏅 dart 🎯 palm_tree 🌴 face_with_thermometer 🤒 baby 👶
house 🏠 office 🏢 hospital 🏥 bank 🏦 globe_with_meridians 🌐 earth_africa 🌍 airplane ✈️ car 🚗 bus 🚌 train 🚆 ship 🚢
bike 🚲 arrow_up ⬆️ arrow_down ⬇️ arrow_left ⬅️ arrow_right ➡️ arrow_up_small 🔼 arrow_down_small 🔽
arrows_counterclockwise 🔄 repeat 🔁 leftwards_arrow_with_hook ↩️ arrow_right_hook ↪️ heavy_plus_sign ➕
heavy_minus_sign ➖ information_source ℹ️ sos 🆘 new 🆕 up 🆙 ok 🆗 cool 🆒 free 🆓 id 🆔 recycle ♻️ checkered_flag 🏁
triangular_flag_on_post 🚩 busts_in_silhouette 👥 bust_in_silhouette 👤 robot_face 🤖 ghost 👻 skull 💀 see_no_evil 🙈
hear_no_evil 🙉 speak_no_evil 🙊 dog 🐶 cat 🐱 penguin 🐧 turtle 🐢 bug 🐛 seedling 🌱 four_leaf_clover 🍀
sun_with_face 🌞 full_moon 🌕 crescent_moon 🌙 zzz 💤 hugging_face 🤗 sob 😭 cry 😢 confused 😕 neutral_face 😐
expressionless 😑 relieved 😌 sleeping 😴 sunglasses 😎 thought_balloon 💭 speaking_head_in_silhouette 🗣️
handshake 🤝 crossed_fingers 🤞 hand ✋ raised_hand ✋ v ✌️ 100 💯 boom 💥 dizzy 💫 money_with_wings 💸 moneybag 💰
credit_card 💳 euro 💶 dollar 💵 shopping_cart 🛒 shield 🛡️ crossed_swords ⚔️ scales ⚖️ telescope 🔭 microscope 🔬
pill 💊 syringe 💉 test_tube 🧪 mute 🔇 sound 🔉 radio 📻 satellite 📡 battery 🔋 electric_plug 🔌 one 1️⃣ two 2️⃣
three 3️⃣ four 4️⃣ five 5️⃣ six 6️⃣ seven 7️⃣ eight 8️⃣ nine 9️⃣ keycap_ten 🔟 zero 0️⃣ hash #️⃣
`;

const words = NAMED.trim().split(/\s+/);

/** Name and picture, in the order in which the picker shows them: those that an escalation desk works with first. */
export const EMOJI = new Map(words.flatMap((word, at) => (at % 2 ? [] : [[word, words[at + 1]]])));

const TONES = ["🏻", "🏼", "🏽", "🏾", "🏿"];

/** The picture for a name such as `eyes` or `wave::skin-tone-3`. */
export function picture(name) {
  const [bare, tone] = name.split("::skin-tone-");
  const found = EMOJI.get(bare);
  return found ? found + (TONES[tone - 2] ?? "") : `:${name}:`;
}
